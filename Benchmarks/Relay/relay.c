// The yardstick: the least that a relay of RTP between two sockets can do with epoll.
//
//   relay CALLS [FIRST_PORT]
//
// Binds two UDP ports per call on 127.0.0.1, prints "PORT PORT" for each call, and gives what arrives on one port to
// whoever last sent to the other. No statistics, no checks, no RTCP: what a real media server costs beyond this is its
// own doing. Ends when standard input does.
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

struct side {
    int descriptor;
    struct sockaddr_in peer;
    struct side *other;
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
    struct side *sides = calloc((size_t)calls * 2, sizeof *sides);
    int poll = epoll_create1(0);
    for (int index = 0; index < calls * 2; index++) {
        struct side *side = &sides[index];
        side->descriptor = bind_port((uint16_t)(first + index));
        side->other = &sides[index ^ 1];
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = side};
        epoll_ctl(poll, EPOLL_CTL_ADD, side->descriptor, &event);
        if (index % 2) printf("%d %d\n", first + index - 1, first + index);
    }
    fflush(stdout);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(poll, EPOLL_CTL_ADD, STDIN_FILENO, &event);

    struct epoll_event events[128];
    char buffer[1536];
    for (;;) {
        int ready = epoll_wait(poll, events, 128, -1);
        for (int index = 0; index < ready; index++) {
            struct side *side = events[index].data.ptr;
            if (!side) return 0;
            socklen_t length = sizeof side->peer;
            ssize_t size = recvfrom(side->descriptor, buffer, sizeof buffer, 0, (struct sockaddr *)&side->peer, &length);
            if (size > 0 && side->other->peer.sin_port)
                sendto(side->other->descriptor, buffer, (size_t)size, 0, (struct sockaddr *)&side->other->peer,
                       sizeof side->other->peer);
        }
    }
}
