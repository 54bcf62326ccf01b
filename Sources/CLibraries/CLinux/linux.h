// What the Glibc module leaves out of Linux: batched datagrams, epoll and timers by descriptor.
#ifndef MARTLET_LINUX_H
#define MARTLET_LINUX_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include <sys/types.h>
#include <sys/socket.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>

#endif
