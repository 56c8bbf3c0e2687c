/* stablehlo.c - fuzzes the reader of StableHLO text. What it reads prints, and reads again as the
   same. */
#include "fuzz/target.h"

#include "compile/stablehlo/stablehlo.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Cx cx;
    cx_init(&cx);
    Text text = {0};
    Graph *g =
        stablehlo_read(&cx, source_add(&cx, STR("fuzz"), (Str){(const char *)data, size}, false));
    bool prints = g && stablehlo_print(&cx, &text, g, NULL);
    Graph *h =
        prints ? stablehlo_read(&cx, source_add(&cx, STR("again"), text_str(&text), false)) : NULL;
    if (prints && h == NULL)
        abort();
    target_claim(&cx, prints);
    graph_free(h);
    graph_free(g);
    text_free(&text);
    cx_free(&cx);
    return 0;
}
