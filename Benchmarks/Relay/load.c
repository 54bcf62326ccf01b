// Loads a relay with G.711 calls and measures what it costs and how long it holds packets.
//
//   load PID SECONDS < PORTS
//
// PORTS has one call per line: the two ports of the relay on 127.0.0.1. Each side sends 50 packets a second of 160 bytes
// A-law, at a phase of its own. PID is the process whose CPU time is read from /proc, all threads together. Prints one
// line of JSON. With PID 0 each call's two sides send straight to each other: the delay of the measurement itself.
#include <arpa/inet.h>
#include <dirent.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { packet_size = 172, period = 20000000, most_delays = 8000000 };

struct side {
    int descriptor;
    struct sockaddr_in relay;
    uint64_t due;
    uint32_t ssrc, timestamp;
    uint16_t sequence;
    unsigned char payload_type;
};

static struct side *sides;
static int side_count;
static volatile int is_measuring, is_over;
static uint32_t *delays;
static size_t delay_count;
static uint64_t sent, received;

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

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
            if (size != packet_size || !is_measuring) continue;
            uint64_t start;
            memcpy(&start, buffer + 12, sizeof start);
            received++;
            if (delay_count < most_delays) delays[delay_count++] = (uint32_t)(now() - start);
        }
    }
    return NULL;
}

static void send_packet(struct side *side) {
    unsigned char packet[packet_size];
    memset(packet, 0xd5, sizeof packet);
    packet[0] = 0x80;
    packet[1] = side->payload_type;
    uint16_t sequence = htons(side->sequence++);
    uint32_t timestamp = htonl(side->timestamp), ssrc = htonl(side->ssrc);
    side->timestamp += 160;
    memcpy(packet + 2, &sequence, 2);
    memcpy(packet + 4, &timestamp, 4);
    memcpy(packet + 8, &ssrc, 4);
    uint64_t start = now();
    memcpy(packet + 12, &start, sizeof start);
    sendto(side->descriptor, packet, sizeof packet, 0, (struct sockaddr *)&side->relay, sizeof side->relay);
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

/// CPU time of all threads of a process, in nanoseconds.
static uint64_t cpu_time(int pid) {
    char path[300];
    snprintf(path, sizeof path, "/proc/%d/task", pid);
    DIR *folder = opendir(path);
    if (!folder) return 0;
    uint64_t total = 0;
    for (struct dirent *entry; (entry = readdir(folder));) {
        if (entry->d_name[0] == '.') continue;
        snprintf(path, sizeof path, "/proc/%d/task/%s/schedstat", pid, entry->d_name);
        FILE *file = fopen(path, "r");
        unsigned long long running = 0;
        if (file && fscanf(file, "%llu", &running) == 1) total += running;
        if (file) fclose(file);
    }
    closedir(folder);
    return total;
}

static int by_value(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return a < b ? -1 : a > b;
}

static double percentile(double share) {
    if (!delay_count) return 0;
    return (double)delays[(size_t)((double)(delay_count - 1) * share)] / 1e6;
}

int main(int count, char **arguments) {
    if (count < 3) {
        fprintf(stderr, "usage: load PID SECONDS [PAYLOAD-TYPE-OF-FIRST] < PORTS\n");
        return 64;
    }
    int pid = atoi(arguments[1]), seconds = atoi(arguments[2]);
    int first = count > 3 ? atoi(arguments[3]) : 8;
    int capacity = 0, ports[2];
    while (scanf("%d %d", &ports[0], &ports[1]) == 2) {
        if (side_count == capacity) sides = realloc(sides, (size_t)(capacity = capacity * 2 + 64) * sizeof *sides);
        for (int index = 0; index < 2; index++) {
            struct side *side = &sides[side_count];
            memset(side, 0, sizeof *side);
            side->payload_type = (unsigned char)(index == 0 ? first : 8);
            side->descriptor = socket(AF_INET, SOCK_DGRAM, 0);
            struct sockaddr_in address = {.sin_family = AF_INET};
            address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
            if (bind(side->descriptor, (struct sockaddr *)&address, sizeof address) != 0) return 1;
            side->relay = address;
            side->relay.sin_port = htons((uint16_t)ports[index]);
            side->ssrc = 0x10000u + (uint32_t)side_count++;
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
