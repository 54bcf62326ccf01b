// The yardstick: the least that a relay of RTP between two sockets can do with epoll.
//
//   relay CALLS [FIRST_PORT [KEY]]
//
// Binds two UDP ports per call on 127.0.0.1, prints "PORT PORT" for each call, and gives what arrives on one port to
// whoever last sent to the other. No statistics, no checks, no RTCP: what a real media server costs beyond this is its
// own doing. With KEY, 60 hexadecimal digits, the first side of each call talks SRTP (AES_CM_128_HMAC_SHA1_80), by libsrtp2
// as it is installed. Ends when standard input does.
#include <arpa/inet.h>
#include <srtp2/srtp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "keys.h"

struct side {
    int descriptor;
    struct sockaddr_in peer;
    struct side *other;
    srtp_t opens, protects;
};

static int bind_port(uint16_t port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    if (descriptor < 0 || bind(descriptor, (struct sockaddr *)&address, sizeof address) != 0) {
        perror("bind");
        exit(1);
    }
    return descriptor;
}

int main(int count, char **arguments) {
    int calls = count > 1 ? atoi(arguments[1]) : 1;
    int first = count > 2 ? atoi(arguments[2]) : 40000;
    const char *key = count > 3 ? arguments[3] : NULL;
    if (key) srtp_init();
    struct side *sides = calloc((size_t)calls * 2, sizeof *sides);
    int poll = epoll_create1(0);
    for (int index = 0; index < calls * 2; index++) {
        struct side *side = &sides[index];
        side->descriptor = bind_port((uint16_t)(first + index));
        side->other = &sides[index ^ 1];
        if (key && index % 2 == 0) {
            side->opens = make_session(key, ssrc_any_inbound);
            side->protects = make_session(key, ssrc_any_outbound);
        }
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = side};
        epoll_ctl(poll, EPOLL_CTL_ADD, side->descriptor, &event);
        if (index % 2) printf("%d %d\n", first + index - 1, first + index);
    }
    fflush(stdout);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(poll, EPOLL_CTL_ADD, STDIN_FILENO, &event);

    struct epoll_event events[128];
    char buffer[1536 + SRTP_MAX_TRAILER_LEN];
    for (;;) {
        int ready = epoll_wait(poll, events, 128, -1);
        for (int index = 0; index < ready; index++) {
            struct side *side = events[index].data.ptr;
            if (!side) return 0;
            socklen_t length = sizeof side->peer;
            ssize_t size = recvfrom(side->descriptor, buffer, 1536, 0, (struct sockaddr *)&side->peer, &length);
            if (size <= 0 || !side->other->peer.sin_port) continue;
            int octets = (int)size;
            if (side->opens && srtp_unprotect(side->opens, buffer, &octets) != srtp_err_status_ok) continue;
            if (side->other->protects && srtp_protect(side->other->protects, buffer, &octets) != srtp_err_status_ok)
                continue;
            sendto(side->other->descriptor, buffer, (size_t)octets, 0, (struct sockaddr *)&side->other->peer,
                   sizeof side->other->peer);
        }
    }
}
