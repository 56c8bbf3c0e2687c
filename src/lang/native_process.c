/* native_process.c - what a process has of its own, and what outlives it.

   The script is the only process. A function can be run as if it were one: with an empty dictionary
   and an empty mailbox, which are gone afterwards. Output may be kept in place of written, and
   input come from a text. :persistent_term is a map that all share. */
#include "base/mem.h"
#include "base/watch.h"
#include "lang/native.h"
#include "lang/vm_state.h"

#include <string.h>

static Value run_process(Vm *vm, uint64_t id, Value function)
{
    Process outer = {.id = vm->self, .dictionary = vm->dictionary, .mailbox = vm->mailbox};
    vec_push(&vm->waiting, outer);
    vm->self = id;
    vm->dictionary = map_new();
    vm->mailbox = (Mailbox){0};
    Value result = vm_call(vm, function, NULL, 0);
    value_free(vm->dictionary);
    mailbox_free(&vm->mailbox);
    outer = vec_pop(&vm->waiting);
    vm->self = outer.id;
    vm->dictionary = outer.dictionary;
    vm->mailbox = outer.mailbox;
    return result;
}

/* Cnx.Process.new(): a pid that no process has. */
NATIVE(fn_process_new)
{
    return (Value){.tag = TAG_pid, .id = vm_new_reference(vm)};
}

/* Cnx.Process.fresh(fun): the value of fun.() run as a process of its own. */
NATIVE(fn_process_fresh)
{
    return run_process(vm, vm_new_reference(vm), args[0]);
}

/* Cnx.Process.run(pid, fun): the same with this pid. */
NATIVE(fn_process_run)
{
    return args[0].tag == TAG_pid ? run_process(vm, args[0].id, args[1]) : fail_argument(vm);
}

/* Cnx.Process.within(ms, fun): {:ok, fun.()}, or {:timeout, stack} when that took longer. */
NATIVE(fn_process_within)
{
    if (args[0].tag != TAG_int || args[0].i < 0)
        return fail_argument(vm);
    Watch *watch = vm->cx->interrupt ? watch_new(vm->cx->interrupt, args[0].i) : NULL;
    Value v = vm_call(vm, args[1], NULL, 0);
    bool late = watch && watch_end(watch);
    if (v.tag != TAG_poison)
        return TUPLE(value_atom(SYM_ok), v);
    if (!late)
        return POISON;
    Value stack = stack_value(vm, &vm->raised);
    raised_forget(vm);
    return TUPLE(vm_atom(vm, "timeout"), stack);
}

/* Cnx.Process.allocated(fun): {bytes, fun.()}, the bytes that the call asked memory for, whether it
   gave them back or not. */
NATIVE(fn_process_allocated)
{
    _Atomic(size_t) bytes = 0, *outer = mem_meter;
    mem_meter = &bytes;
    Value v = vm_call(vm, args[0], NULL, 0);
    mem_meter = outer;
    if (outer != NULL)
        *outer += bytes;
    return v.tag == TAG_poison ? v : TUPLE(value_int((int64_t)bytes), v);
}

NATIVE(fn_self)
{
    return (Value){.tag = TAG_pid, .id = vm->self};
}

/* Cnx.Process.alive?(pid): whether it is this process or one that waits for it. */
NATIVE(fn_process_alive)
{
    if (args[0].tag != TAG_pid)
        return fail_argument(vm);
    bool is_alive = args[0].id == vm->self;
    for (size_t i = 0; i < vm->waiting.len; i++)
        is_alive |= vm->waiting.at[i].id == args[0].id;
    return value_bool(is_alive);
}

static void deliver_message(Vm *vm, uint64_t pid, Value message)
{
    if (pid == vm->self)
        vec_push(&vm->mailbox.messages, value_ref(message));
    for (size_t i = 0; i < vm->waiting.len; i++)
        if (vm->waiting.at[i].id == pid && pid != vm->self)
            vec_push(&vm->waiting.at[i].mailbox.messages, value_ref(message));
}

/* Kernel.send(pid or name, message): to a process that has ended, nothing happens. */
NATIVE(fn_mailbox_send)
{
    Value to = args[0];
    if (to.tag == TAG_atom)
        to = vm_call_named(vm, sym(vm->cx, STR("Elixir.Process")), sym(vm->cx, STR("whereis")),
                           args, 1);
    if (to.tag == TAG_poison)
        return POISON;
    if (to.tag != TAG_pid)
        return vm_bad_argument(vm, 1, "invalid destination");
    vm->effects++;
    deliver_message(vm, (uint64_t)to.id, args[1]);
    return value_ref(args[1]);
}

/* --- output and input --- */

/* 0 for standard output, 1 for standard error; -1 after ArgumentError. */
static int device_index(Vm *vm, Value device)
{
    Str name = device.tag == TAG_atom ? sym_text(vm->cx, device.atom) : STR("");
    if (str_is(name, "stdio") || str_is(name, "standard_io"))
        return 0;
    if (str_is(name, "stderr") || str_is(name, "standard_error"))
        return 1;
    vm_fail(vm, EXC_ArgumentError, "cnx writes to the devices :stdio and :stderr only");
    return -1;
}

/* Cnx.Output.capture(device): what is written there is kept until release(device). */
NATIVE(fn_output_capture)
{
    int at = device_index(vm, args[0]);
    if (at < 0)
        return POISON;
    vec_push(&vm->captured[at], (Text){0});
    return value_atom(SYM_ok);
}

/* Cnx.Output.release(device): what was kept since the newest capture, which it ends. */
NATIVE(fn_output_release)
{
    int at = device_index(vm, args[0]);
    if (at < 0)
        return POISON;
    if (vm->captured[at].len == 0)
        return fail_argument(vm);
    Text text = vec_pop(&vm->captured[at]);
    return text_value(&text);
}

NATIVE(fn_output_flush)
{
    vm_flush(vm);
    return value_atom(SYM_ok);
}

void captures_free(Vm *vm)
{
    for (int at = 0; at < 2; at++) {
        for (size_t i = 0; i < vm->captured[at].len; i++)
            text_free(&vm->captured[at].at[i]);
        vec_free(&vm->captured[at]);
    }
    for (size_t i = 0; i < vm->inputs.len; i++)
        value_free(vm->inputs.at[i].text);
    vec_free(&vm->inputs);
}

/* Cnx.Input.push(binary, are prompts written?): standard input is this text until pop(). */
NATIVE(fn_input_push)
{
    if (!is_binary(args[0]))
        return fail_argument(vm);
    bool prompts = !is_atom(args[1], SYM_false) && !is_atom(args[1], SYM_nil);
    vec_push(&vm->inputs, ((InputText){value_ref(args[0]), prompts}));
    return value_atom(SYM_ok);
}

NATIVE(fn_input_pop)
{
    if (vm->inputs.len == 0)
        return fail_argument(vm);
    value_free(vec_pop(&vm->inputs).text);
    return value_atom(SYM_ok);
}

NATIVE(fn_input_has_prompts)
{
    return value_bool(vm->inputs.len == 0 || vec_last(&vm->inputs).has_prompts);
}

/* --- the end of the program --- */

void vm_at_exit(Vm *vm, int status)
{
    if (map_at(vm->terms, vm_atom(vm, "system_at_exit")).tag == TAG_poison)
        return;
    Value code = value_int(status);
    value_free(vm_call_named(vm, sym(vm->cx, STR("Elixir.System")), sym(vm->cx, STR("__at_exit__")),
                             &code, 1));
}

bool vm_halted(Vm *vm, int *status)
{
    Value r = vm->raised.reason;
    if (!vm->is_raised || vm->raised.kind != RAISE_exit || r.tag != TAG_tuple ||
        r.tuple->len != 2 || r.tuple->at[0].tag != TAG_atom || r.tuple->at[1].tag != TAG_int ||
        !str_is(sym_text(vm->cx, r.tuple->at[0].atom), "halt"))
        return false;
    *status = (int)(r.tuple->at[1].i & 0xff);
    raised_clear(vm);
    return true;
}

bool vm_exited(Vm *vm, int *status)
{
    Value r = vm->raised.reason;
    if (!vm->is_raised || vm->raised.kind != RAISE_exit)
        return false;
    bool is_pair = r.tag == TAG_tuple && r.tuple->len == 2;
    Value word = is_pair ? r.tuple->at[0] : r;
    bool is_shutdown = is_atom(word, vm_atom(vm, "shutdown").atom);
    if (!is_shutdown && (is_pair || !is_atom(word, vm_atom(vm, "normal").atom)))
        return false;
    *status = is_pair && r.tuple->at[1].tag == TAG_int ? (int)(r.tuple->at[1].i & 0xff) : 0;
    raised_clear(vm);
    return true;
}

/* --- :persistent_term --- */

/* get(): all as a list of pairs; get(key), get(key, default) */
NATIVE(fn_term_get)
{
    if (count == 0)
        return fn_map_to_list(vm, &vm->terms, 1);
    Value v = map_at(vm->terms, args[0]);
    if (v.tag != TAG_poison)
        return value_ref(v);
    return count == 2 ? value_ref(args[1]) : fail_argument(vm);
}

NATIVE(fn_term_put)
{
    Value terms = vm->terms;
    vm->terms = VALUE_EMPTY;
    vm->terms = map_with(vm, terms, value_ref(args[0]), value_ref(args[1]));
    return value_atom(SYM_ok);
}

/* Whether there was a term under the key. */
NATIVE(fn_term_erase)
{
    bool was = map_at(vm->terms, args[0]).tag != TAG_poison;
    vm->terms = map_without(vm, vm->terms, args[0]);
    return value_bool(was);
}
