// Makes DTLS-SRTP handshakes as a phone without ICE makes them, and measures what the other side of them costs.
//
//   handshakes PID < PORTS      prints "sha-256 AB:CD:…", its certificate's fingerprint, then shakes hands with each port
//                               of 127.0.0.1, one after the other; PID is the process whose CPU time is read
//   handshakes 0 COUNT          both sides in this process, over sockets: the yardstick, OpenSSL and nothing else
//
// Prints one line of JSON: how many came about, seconds in all, CPU milliseconds of the server's side for each. P-256
// certificates on both sides, whatever group and cipher the two prefer.
#include <arpa/inet.h>
#include <errno.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clocks.h"

static X509 *certificate;

static int accept_any(int is_good, X509_STORE_CTX *context) {
    (void)is_good;
    (void)context;
    return 1;
}

static SSL_CTX *make_context(const SSL_METHOD *method) {
    static EVP_PKEY *key;
    if (!key) {
        key = EVP_EC_gen("P-256");
        certificate = X509_new();
        X509_set_version(certificate, 2);
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
        X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
        X509_gmtime_adj(X509_getm_notAfter(certificate), 86400);
        X509_set_pubkey(certificate, key);
        X509_sign(certificate, key, EVP_sha256());
    }
    SSL_CTX *context = SSL_CTX_new(method);
    SSL_CTX_use_certificate(context, certificate);
    SSL_CTX_use_PrivateKey(context, key);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, accept_any);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_tlsext_use_srtp(context, "SRTP_AEAD_AES_128_GCM");
    return context;
}

static SSL *make_side(SSL_CTX *context, int descriptor, const struct sockaddr_in *peer) {
    if (connect(descriptor, (const struct sockaddr *)peer, sizeof *peer) != 0) exit(1);
    BIO *bio = BIO_new_dgram(descriptor, BIO_CLOSE);
    BIO_ctrl(bio, BIO_CTRL_DGRAM_SET_CONNECTED, 0, (void *)peer);
    SSL *side = SSL_new(context);
    SSL_set_bio(side, bio, bio);
    return side;
}

static int make_socket(struct sockaddr_in *own) {
    *own = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int descriptor = socket(AF_INET, SOCK_DGRAM, 0);
    socklen_t length = sizeof *own;
    if (bind(descriptor, (struct sockaddr *)own, length) != 0) exit(1);
    getsockname(descriptor, (struct sockaddr *)own, &length);
    return descriptor;
}

static void print(int made, double seconds, double cpu) {
    printf("{\"made\":%d,\"seconds\":%.3f,\"cpuMilliseconds\":%.4f}\n", made, seconds, made ? cpu / made / 1e6 : 0);
}

/// One side in turn, as far as it comes. 1: done, 0: waits for the other, −1: failed.
static int advance(SSL *side) {
    int result = SSL_do_handshake(side);
    if (result == 1) return 1;
    return SSL_get_error(side, result) == SSL_ERROR_WANT_READ ? 0 : -1;
}

static int both_here(int count) {
    SSL_CTX *clients = make_context(DTLS_client_method()), *servers = make_context(DTLS_server_method());
    uint64_t start = nanoseconds(CLOCK_MONOTONIC), cpu = 0;
    int made = 0;
    for (int index = 0; index < count; index++) {
        struct sockaddr_in one, other;
        int first = make_socket(&one), second = make_socket(&other);
        SSL *client = make_side(clients, first, &other);
        BIO_socket_nbio(first, 1);
        BIO_socket_nbio(second, 1);
        SSL_set_connect_state(client);
        uint64_t before = nanoseconds(CLOCK_PROCESS_CPUTIME_ID);
        SSL *server = make_side(servers, second, &one);
        SSL_set_accept_state(server);
        cpu += nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - before;
        int ours = 0, theirs = 0;
        for (int turn = 0; turn < 1000 && ours >= 0 && theirs >= 0 && !(ours && theirs); turn++) {
            if (!ours) ours = advance(client);
            before = nanoseconds(CLOCK_PROCESS_CPUTIME_ID);
            if (!theirs) theirs = advance(server);
            cpu += nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - before;
        }
        made += ours == 1 && theirs == 1;
        SSL_free(client);
        before = nanoseconds(CLOCK_PROCESS_CPUTIME_ID);
        SSL_free(server);
        cpu += nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - before;
    }
    print(made, (double)(nanoseconds(CLOCK_MONOTONIC) - start) / 1e9, (double)cpu);
    return made == count ? 0 : 1;
}

static int with_server(int pid) {
    SSL_CTX *context = make_context(DTLS_client_method());
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    X509_digest(certificate, EVP_sha256(), digest, &length);
    printf("sha-256 ");
    for (unsigned index = 0; index < length; index++) printf("%s%02X", index ? ":" : "", digest[index]);
    printf("\n");
    fflush(stdout);

    static int ports[65536];
    int count = 0;
    while (count < 65536 && scanf("%d", &ports[count]) == 1) count++;
    uint64_t start = nanoseconds(CLOCK_MONOTONIC), before = cpu_time(pid);
    int made = 0;
    for (int index = 0; index < count; index++) {
        struct sockaddr_in own, peer = {.sin_family = AF_INET, .sin_port = htons((uint16_t)ports[index])};
        peer.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        SSL *side = make_side(context, make_socket(&own), &peer);
        struct timeval patience = {.tv_sec = 2};
        BIO_ctrl(SSL_get_rbio(side), BIO_CTRL_DGRAM_SET_RECV_TIMEOUT, 0, &patience);
        made += SSL_connect(side) == 1;
        SSL_free(side);
    }
    usleep(100000);
    print(made, (double)(nanoseconds(CLOCK_MONOTONIC) - start) / 1e9, (double)(cpu_time(pid) - before));
    return made == count ? 0 : 1;
}

int main(int count, char **arguments) {
    int pid = count > 1 ? atoi(arguments[1]) : 0;
    return pid ? with_server(pid) : both_here(count > 2 ? atoi(arguments[2]) : 100);
}
