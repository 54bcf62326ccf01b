// The parts of spandsp that are used. Its own spandsp.h would drag libtiff's headers and every modem in.
#ifndef MARTLET_SPANDSP_H
#define MARTLET_SPANDSP_H

#include <stdint.h>

#include <spandsp/telephony.h>

#include <spandsp/g722.h>
#include <spandsp/gsm0610.h>

#endif
