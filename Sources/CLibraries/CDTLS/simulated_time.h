// The time of day as a test wants OpenSSL to see it.
//
// OpenSSL's DTLS asks gettimeofday and can be given no other clock. The linker lets the function of a program stand
// before the C library's; this one answers with simulated time on threads that have set one, and with the real time
// everywhere else. It is C because what Swift exports is of protected visibility, which the gold linker keeps from
// libraries. One Swift file of the tests refers to it; without that nothing of this is in a program.
#ifndef MARTLET_SIMULATED_TIME_H
#define MARTLET_SIMULATED_TIME_H

#include <stdint.h>
#include <sys/time.h>
#include <time.h>

// Microseconds since 1970 on this thread; negative for the real time.
static inline int64_t *CDTLS_simulated_microseconds(void) {
    static __thread int64_t microseconds = -1;
    return &microseconds;
}

__attribute__((visibility("default"))) int gettimeofday(struct timeval *restrict place, void *restrict zone) {
    (void)zone;
    int64_t simulated = *CDTLS_simulated_microseconds();
    struct timespec real = {0, 0};
    if (simulated < 0) clock_gettime(CLOCK_REALTIME, &real);
    place->tv_sec = simulated < 0 ? real.tv_sec : simulated / 1000000;
    place->tv_usec = simulated < 0 ? real.tv_nsec / 1000 : simulated % 1000000;
    return 0;
}

#endif
