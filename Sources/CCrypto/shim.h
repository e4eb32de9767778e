#pragma once
// The SHA functions on a context are deprecated in OpenSSL 3 and still the fastest for small inputs.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

// OPENSSL_free is a macro that names its caller.
static inline void promptuary_openssl_free(void *memory) { OPENSSL_free(memory); }
