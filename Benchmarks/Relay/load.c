// Loads a relay with G.711 calls and measures what it costs and how long it holds packets.
//
//   load PID SECONDS [TYPE-OF-FIRST[:TYPE-OF-SECOND] [KEY|- [FRAMES-OF-FIRST FRAMES-OF-SECOND]]] < PORTS
//
// PORTS has one call per line: the two ports of the relay on 127.0.0.1. Each side sends 50 packets a second of 160 bytes
// A-law, at a phase of its own. PID is the process whose CPU time is read from /proc, all threads together. Prints one
// line of JSON. With KEY, the 60 hexadecimal digits of a key for AES_CM_128_HMAC_SHA1_80, the first side of each call
// sends SRTP and is sent some, which is counted and not opened. With PID 0 each call's two sides send straight to each
// other: the delay of the measurement itself. FRAMES are files of `codecs frames`: then the sides send these, each from a
// place of its own, whatever comes is counted, and there is no delay to tell.
#include <arpa/inet.h>
#include <pthread.h>
#include <srtp2/srtp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "clocks.h"
#include "keys.h"

enum { packet_size = 172, tag_size = 10, period = 20000000, most_delays = 8000000 };

struct side {
    int descriptor;
    struct sockaddr_in relay;
    uint64_t due;
    uint32_t ssrc, timestamp;
    uint16_t sequence;
    unsigned char payload_type;
    srtp_t session;
    const struct sound *sound;
    int frame;
};

struct sound {
    int count;
    uint32_t units;
    int sizes[1000];
    unsigned char frames[1000][1276];
};

static struct side *sides;
static int side_count;
static volatile int is_measuring, is_over;
static uint32_t *delays;
static size_t delay_count;
static uint64_t sent, received;

static uint64_t now(void) { return nanoseconds(CLOCK_MONOTONIC); }

static void *listen_to_all(void *unused) {
    (void)unused;
    int poll = epoll_create1(0);
    for (int index = 0; index < side_count; index++) {
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = &sides[index]};
        epoll_ctl(poll, EPOLL_CTL_ADD, sides[index].descriptor, &event);
    }
    struct epoll_event events[128];
    unsigned char buffer[2048];
    while (!is_over) {
        int ready = epoll_wait(poll, events, 128, 100);
        for (int index = 0; index < ready; index++) {
            struct side *side = events[index].data.ptr;
            ssize_t size = recv(side->descriptor, buffer, sizeof buffer, MSG_DONTWAIT);
            if (!is_measuring || size < 13) continue;
            if (!side->sound && size != packet_size + (side->session ? tag_size : 0)) continue;
            if (side->session || side->sound) {
                received++;
                continue;
            }
            uint64_t start;
            memcpy(&start, buffer + 12, sizeof start);
            received++;
            if (delay_count < most_delays) delays[delay_count++] = (uint32_t)(now() - start);
        }
    }
    return NULL;
}

static void send_packet(struct side *side) {
    unsigned char packet[1288 + SRTP_MAX_TRAILER_LEN];
    memset(packet, 0xd5, packet_size);
    packet[0] = 0x80;
    packet[1] = side->payload_type;
    uint16_t sequence = htons(side->sequence++);
    uint32_t timestamp = htonl(side->timestamp), ssrc = htonl(side->ssrc);
    side->timestamp += side->sound ? side->sound->units : 160;
    memcpy(packet + 2, &sequence, 2);
    memcpy(packet + 4, &timestamp, 4);
    memcpy(packet + 8, &ssrc, 4);
    int size = packet_size;
    if (side->sound) {
        side->frame = (side->frame + 1) % side->sound->count;
        size = 12 + side->sound->sizes[side->frame];
        memcpy(packet + 12, side->sound->frames[side->frame], (size_t)size - 12);
    } else {
        uint64_t start = now();
        memcpy(packet + 12, &start, sizeof start);
    }
    if (side->session && srtp_protect(side->session, packet, &size) != srtp_err_status_ok) return;
    sendto(side->descriptor, packet, (size_t)size, 0, (struct sockaddr *)&side->relay, sizeof side->relay);
    if (is_measuring) sent++;
}

static void *send_all(void *unused) {
    (void)unused;
    prctl(PR_SET_TIMERSLACK, 1);
    // Phases are in the order of the sides, so the next one due is always the next one in the circle.
    for (int index = 0; !is_over; index = (index + 1) % side_count) {
        struct side *side = &sides[index];
        struct timespec due = {(time_t)(side->due / 1000000000u), (long)(side->due % 1000000000u)};
        if (side->due > now()) clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL);
        send_packet(side);
        side->due += period;
    }
    return NULL;
}

static int by_value(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return a < b ? -1 : a > b;
}

static const struct sound *read_sound(const char *path, int payload_type) {
    FILE *file = fopen(path, "rb");
    struct sound *sound = calloc(1, sizeof *sound);
    if (!file || !sound) exit(66);
    // The clock of Opus runs at 48 kHz (RFC 7587); that of G.722 at 8 kHz, whatever it samples (RFC 3551 §4.5.2).
    sound->units = payload_type >= 96 ? 960 : 160;
    for (int high; sound->count < 1000 && (high = getc(file)) != EOF; sound->count++) {
        int size = high << 8 | getc(file);
        if (size <= 0 || size > 1276 || fread(sound->frames[sound->count], 1, (size_t)size, file) != (size_t)size) exit(65);
        sound->sizes[sound->count] = size;
    }
    fclose(file);
    return sound;
}

static double percentile(double share) {
    if (!delay_count) return 0;
    return (double)delays[(size_t)((double)(delay_count - 1) * share)] / 1e6;
}

int main(int count, char **arguments) {
    if (count < 3) {
        fprintf(stderr, "usage: load PID SECONDS [TYPES [KEY|- [FRAMES FRAMES]]] < PORTS\n");
        return 64;
    }
    int pid = atoi(arguments[1]), seconds = atoi(arguments[2]);
    int first = 8, second = 8;
    if (count > 3 && sscanf(arguments[3], "%d:%d", &first, &second) < 1) return 64;
    const char *key = count > 4 && strcmp(arguments[4], "-") ? arguments[4] : NULL;
    const struct sound *sounds[2] = {NULL, NULL};
    if (count > 6) sounds[0] = read_sound(arguments[5], first), sounds[1] = read_sound(arguments[6], second);
    if (key) srtp_init();
    int capacity = 0, ports[2];
    while (scanf("%d %d", &ports[0], &ports[1]) == 2) {
        if (side_count == capacity) sides = realloc(sides, (size_t)(capacity = capacity * 2 + 64) * sizeof *sides);
        for (int index = 0; index < 2; index++) {
            struct side *side = &sides[side_count];
            memset(side, 0, sizeof *side);
            if (key && index == 0) side->session = make_session(key, ssrc_any_outbound);
            side->payload_type = (unsigned char)(index == 0 ? first : second);
            side->sound = sounds[index];
            if (side->sound) side->frame = side_count * 7 % side->sound->count;
            side->descriptor = socket(AF_INET, SOCK_DGRAM, 0);
            struct sockaddr_in address = {.sin_family = AF_INET};
            address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
            if (bind(side->descriptor, (struct sockaddr *)&address, sizeof address) != 0) return 1;
            side->relay = address;
            side->relay.sin_port = htons((uint16_t)ports[index]);
            // Others in each run: under one key, numbers that were used already are a replay.
            side->ssrc = ((uint32_t)getpid() << 16) + (uint32_t)side_count++;
        }
    }
    for (int index = 0; pid == 0 && index < side_count; index++) {
        socklen_t length = sizeof(struct sockaddr_in);
        getsockname(sides[index ^ 1].descriptor, (struct sockaddr *)&sides[index].relay, &length);
    }
    delays = malloc(most_delays * sizeof *delays);
    uint64_t start = now() + 100000000u;
    for (int index = 0; index < side_count; index++)
        sides[index].due = start + (uint64_t)index * period / (uint64_t)side_count;

    pthread_t listener, sender;
    pthread_create(&listener, NULL, listen_to_all, NULL);
    pthread_create(&sender, NULL, send_all, NULL);
    sleep(2);
    uint64_t cpu = cpu_time(pid), since = now();
    is_measuring = 1;
    sleep((unsigned)seconds);
    is_measuring = 0;
    double elapsed = (double)(now() - since) / 1e9, used = (double)(cpu_time(pid) - cpu) / 1e6;
    usleep(100000);
    is_over = 1;
    pthread_join(listener, NULL);
    pthread_join(sender, NULL);
    qsort(delays, delay_count, sizeof *delays, by_value);
    double calls = side_count / 2.0;
    printf("{\"calls\":%.0f,\"sent\":%llu,\"received\":%llu,\"cpuMillisecondsPerCallSecond\":%.4f,"
           "\"cpuPercentPerCall\":%.4f,\"delayMilliseconds\":{\"p50\":%.3f,\"p90\":%.3f,\"p99\":%.3f,\"max\":%.3f}}\n",
           calls, (unsigned long long)sent, (unsigned long long)received, used / elapsed / calls,
           used / elapsed / calls / 10, percentile(0.5), percentile(0.9), percentile(0.99), percentile(1));
    return 0;
}
