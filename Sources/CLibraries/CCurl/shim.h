#ifndef MARTLET_CCURL_SHIM_H
#define MARTLET_CCURL_SHIM_H

/* What is used of libcurl. Options take arguments of any type in C, which Swift cannot call: one function for each. */

#include <curl/curl.h>

static inline CURLcode martlet_curl_set_text(CURL *handle, CURLoption option, const char *text) {
    return curl_easy_setopt(handle, option, text);
}

static inline CURLcode martlet_curl_set_number(CURL *handle, CURLoption option, long number) {
    return curl_easy_setopt(handle, option, number);
}

static inline CURLcode martlet_curl_set_pointer(CURL *handle, CURLoption option, void *pointer) {
    return curl_easy_setopt(handle, option, pointer);
}

typedef size_t (*martlet_curl_reader)(char *buffer, size_t size, size_t count, void *context);

static inline CURLcode martlet_curl_set_reader(CURL *handle, martlet_curl_reader reader) {
    return curl_easy_setopt(handle, CURLOPT_READFUNCTION, reader);
}

typedef size_t (*martlet_curl_writer)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode martlet_curl_set_writer(CURL *handle, martlet_curl_writer writer) {
    return curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, writer);
}

static inline CURLcode martlet_curl_set_opener(CURL *handle, curl_opensocket_callback opener) {
    return curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, opener);
}

static inline CURLcode martlet_curl_response(CURL *handle, long *status) {
    return curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, status);
}

#endif
