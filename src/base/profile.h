/* profile.h - what ran when: spans of time that compiled programs record where the context has a
   profile, to be looked at in a trace viewer or counted by `cnx explain`. */
#ifndef CNX_BASE_PROFILE_H
#define CNX_BASE_PROFILE_H

#include "base/text.h"
#include "base/vec.h"

typedef struct ProfileSpan {
    Text name;
    const char *kind;      /* "compile", "run", "kernel", ... */
    const void *of;        /* the program, for comparison alone */
    int step;              /* of the program's plan, or -1 */
    int64_t bytes;         /* read and written; -1: not known */
    double start, seconds; /* start: of the monotonic clock */
} ProfileSpan;

/* Spans in the order in which they end; after MOST_SPANS_KEPT new ones are only counted. */
typedef struct Profile {
    VEC(ProfileSpan) spans;
    int64_t dropped;
} Profile;

enum { MOST_SPANS_KEPT = 1 << 20 };

/* Seconds of the monotonic clock. */
double profile_now(void);

/* Records what began at span->start and ends now. Takes over the name. */
void profile_add(Profile *p, ProfileSpan span);

/* Appends all spans in Chrome's trace event format (JSON; microseconds since the first). */
void profile_print(Text *out, const Profile *p);

/* Forgets all spans. */
void profile_clear(Profile *p);

#endif
