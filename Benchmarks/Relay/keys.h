// Sessions of libsrtp2 with a key from the command line.
#ifndef MARTLET_BENCH_KEYS_H
#define MARTLET_BENCH_KEYS_H

#include <srtp2/srtp.h>
#include <stdio.h>
#include <stdlib.h>

/// AES_CM_128_HMAC_SHA1_80; `hexadecimal` is key and salt, 30 bytes.
static inline srtp_t make_session(const char *hexadecimal, srtp_ssrc_type_t direction) {
    unsigned char key[30];
    for (int index = 0; index < 30; index++) {
        unsigned value = 0;
        if (sscanf(hexadecimal + 2 * index, "%2x", &value) != 1) exit(64);
        key[index] = (unsigned char)value;
    }
    srtp_policy_t policy = {.ssrc.type = direction, .key = key, .window_size = 1024};
    srtp_crypto_policy_set_rtp_default(&policy.rtp);
    srtp_crypto_policy_set_rtcp_default(&policy.rtcp);
    srtp_t session;
    if (srtp_create(&session, &policy) != srtp_err_status_ok) exit(1);
    return session;
}

#endif
