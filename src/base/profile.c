/* profile.c - see profile.h. */
#include "base/profile.h"

#include <time.h>

double profile_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

void profile_add(Profile *p, ProfileSpan span)
{
    span.seconds = profile_now() - span.start;
    if (p->spans.len < MOST_SPANS_KEPT) {
        vec_push(&p->spans, span);
        return;
    }
    p->dropped++;
    text_free(&span.name);
}

static void print_string(Text *out, Str s)
{
    text_char(out, '"');
    for (size_t i = 0; i < s.len; i++)
        if (s.at[i] == '"' || s.at[i] == '\\' || (unsigned char)s.at[i] < 0x20)
            text_print(out, "\\u%04x", (unsigned)(unsigned char)s.at[i]);
        else
            text_char(out, s.at[i]);
    text_char(out, '"');
}

void profile_print(Text *out, const Profile *p)
{
    double first = p->spans.len ? p->spans.at[0].start : 0;
    for (size_t i = 0; i < p->spans.len; i++)
        first = p->spans.at[i].start < first ? p->spans.at[i].start : first;
    text_add(out, STR("{\"displayTimeUnit\": \"ms\", \"traceEvents\": ["));
    for (size_t i = 0; i < p->spans.len; i++) {
        const ProfileSpan *s = &p->spans.at[i];
        text_add(out, i ? STR(",\n") : STR("\n"));
        text_add(out, STR("{\"name\": "));
        print_string(out, text_str(&s->name));
        text_print(out,
                   ", \"cat\": \"%s\", \"ph\": \"X\", \"pid\": 1, \"tid\": 1, \"ts\": %.3f, "
                   "\"dur\": %.3f",
                   s->kind, (s->start - first) * 1e6, s->seconds * 1e6);
        if (s->bytes >= 0)
            text_print(out, ", \"args\": {\"step\": %d, \"bytes\": %lld}", s->step,
                       (long long)s->bytes);
        text_char(out, '}');
    }
    text_print(out, "\n], \"otherData\": {\"dropped\": %lld}}\n", (long long)p->dropped);
}

void profile_clear(Profile *p)
{
    for (size_t i = 0; i < p->spans.len; i++)
        text_free(&p->spans.at[i].name);
    vec_free(&p->spans);
    p->dropped = 0;
}
