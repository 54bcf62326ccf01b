// libsrtp2, with the interface by which its ciphers are replaced (docs: SRTPLibrary.swift).
#ifndef MARTLET_SRTP_H
#define MARTLET_SRTP_H

#include <srtp2/srtp.h>

#include <srtp2/auth.h>
#include <srtp2/cipher.h>

#endif
