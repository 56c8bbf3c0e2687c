/* native_test.c - a native function that fails without recording an error does not end a program in
   silence. */
#include "lang/vm_state.h"

#include <stdio.h>
#include <string.h>

static int passed, counted_failures;

static Value fails(Vm *vm, const Value *args, int count)
{
    (void)vm;
    (void)args;
    (void)count;
    return POISON;
}

/* The program's value, or what it raised. */
static void run(const char *program, Text *out)
{
    Cx cx;
    cx_init(&cx);
    Vm *vm = vm_new(&cx);
    Function broken = {
        .module = sym(&cx, STR("Elixir.Broken")), .name = sym(&cx, STR("run")), .native = fails};
    function_enter(vm, &broken);
    *map_put(&vm->native_modules, broken.module) = 1;
    Script script;
    script_init(vm, &script);
    Value v = script_source(&script, source_add(&cx, STR("one.exs"), str_of(program), false));
    script_end(&script);
    if (v.tag == TAG_poison)
        raised_print(vm, out, &palette_plain);
    else
        value_inspect(vm, out, v, &inspect_defaults);
    value_free(v);
    vm_free(vm);
    cx_free(&cx);
}

static void check(const char *program, const char *expected, const char *place)
{
    Text out = {0};
    run(program, &out);
    bool good = strstr(text_cstr(&out), expected) && strstr(text_cstr(&out), place);
    passed += good;
    counted_failures += !good;
    if (!good)
        printf("FAIL %s\nexpected %s at %s, got\n%s\n", program, expected, place, text_cstr(&out));
    text_free(&out);
}

int main(void)
{
    static const char said[] = "** (RuntimeError) internal error: something failed";
    check("1\nBroken.run()", said, "one.exs:2:1");
    check("1\nx = Broken.run()\nx", said, "one.exs:2:5");
    check("f = &Broken.run/0\nf.()", said, "one.exs:2:1");
    check("f = fn -> Broken.run() end\n\nf.()", said, "one.exs:1:11");
    check("apply(Broken, :run, [])", said, "one.exs:1:1");
    check("Enum.map([1], fn _ -> Broken.run() end)", said, "one.exs:1:23");
    check("defmodule M do\n  defmacro m, do: Broken.run()\nend\nrequire M\nM.m()", said,
          "one.exs:");
    check("try do\n  Broken.run()\nrescue\n  e in RuntimeError -> e.__struct__\nend",
          "RuntimeError", "RuntimeError");
    printf("%d passed, %d failed\n", passed, counted_failures);
    return counted_failures != 0;
}
