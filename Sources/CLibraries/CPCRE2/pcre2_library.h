// PCRE2 10 or later, on bytes: the expressions of private routes.
#ifndef MARTLET_PCRE2_H
#define MARTLET_PCRE2_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>

// Its functions are macros, which Swift does not see.
static inline pcre2_code *martlet_pattern_compile(const uint8_t *text, size_t length, int *code, size_t *offset) {
    return pcre2_compile(text, length, PCRE2_NEVER_BACKSLASH_C | PCRE2_NEVER_UTF | PCRE2_ANCHORED | PCRE2_ENDANCHORED, code, offset, NULL);
}

static inline void martlet_pattern_free(pcre2_code *pattern) { pcre2_code_free(pattern); }

static inline int martlet_pattern_message(int code, uint8_t *text, size_t length) {
    return pcre2_get_error_message(code, text, length);
}

// More than 0: found, with both ends in `range`. 0 or less: PCRE2's answer. Takes at most so many steps and so much memory.
static inline int martlet_pattern_match(
    const pcre2_code *pattern, const uint8_t *subject, size_t length, uint32_t steps, uint32_t kibibytes, size_t *range
) {
    pcre2_match_data *data = pcre2_match_data_create_from_pattern(pattern, NULL);
    pcre2_match_context *context = pcre2_match_context_create(NULL);
    int answer = PCRE2_ERROR_NOMEMORY;
    if (data && context) {
        pcre2_set_match_limit(context, steps);
        pcre2_set_depth_limit(context, steps);
        pcre2_set_heap_limit(context, kibibytes);
        answer = pcre2_match(pattern, subject, length, 0, PCRE2_NO_UTF_CHECK, data, context);
        if (answer > 0) {
            range[0] = pcre2_get_ovector_pointer(data)[0];
            range[1] = pcre2_get_ovector_pointer(data)[1];
        }
    }
    pcre2_match_context_free(context);
    pcre2_match_data_free(data);
    return answer;
}

#endif
