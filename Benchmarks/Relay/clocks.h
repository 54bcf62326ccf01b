// Moments and CPU times, for the programs that measure others.
#ifndef MARTLET_BENCH_CLOCKS_H
#define MARTLET_BENCH_CLOCKS_H

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

static inline uint64_t nanoseconds(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

/// CPU time of all threads of a process, in nanoseconds.
static inline uint64_t cpu_time(int pid) {
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

#endif
