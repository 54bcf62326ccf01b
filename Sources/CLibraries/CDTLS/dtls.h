// OpenSSL 3 as DTLS-SRTP and SRTP need it. What OpenSSL has as macros stands here as functions, as Swift sees no macros
// with arguments.
#ifndef MARTLET_DTLS_H
#define MARTLET_DTLS_H

// SHA1_Init and its kin are marked deprecated. They are the only SHA-1 of OpenSSL 3.0 whose state can be copied without
// the heap, and SRTP authenticates every packet with it.
#define OPENSSL_SUPPRESS_DEPRECATED

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <openssl/srtp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/time.h>

static inline int CDTLS_CTX_set_version(SSL_CTX *context, int version) {
    return SSL_CTX_set_min_proto_version(context, version) && SSL_CTX_set_max_proto_version(context, version);
}

static inline void CDTLS_CTX_limit_memory(SSL_CTX *context, long certificateBytes) {
    SSL_CTX_set_max_cert_list(context, certificateBytes);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
}

static inline long CDTLS_set_mtu(SSL *connection, long bytes) { return SSL_set_mtu(connection, bytes); }

static inline int CDTLS_get_timeout(SSL *connection, struct timeval *left) {
    return (int)DTLSv1_get_timeout(connection, left);
}

static inline int CDTLS_handle_timeout(SSL *connection) { return (int)DTLSv1_handle_timeout(connection); }

static inline EVP_PKEY *CDTLS_generate_P256(void) { return EVP_EC_gen("P-256"); }

static inline int CDTLS_set_groups(SSL_CTX *context, const char *names) {
    return (int)SSL_CTX_set1_groups_list(context, names);
}

#endif
