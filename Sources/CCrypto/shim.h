#pragma once
// The SHA functions on a context are deprecated in OpenSSL 3 and still the fastest for small inputs.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/evp.h>
#include <openssl/sha.h>
