/* md5.h - the MD5 digest, for programs that name or seed things by it. It keeps no secrets. */
#ifndef CNX_BASE_MD5_H
#define CNX_BASE_MD5_H

#include "base/text.h"

enum { MD5_SIZE = 16 };

void md5(Str data, uint8_t digest[MD5_SIZE]);

#endif
