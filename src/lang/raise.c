/* raise.c - exceptions: making, raising and showing them. */
#include "lang/exec.h"
#include "base/picture.h"
#include "lang/native.h"

#include <string.h>

/* --- exception structs --- */

static Sym exception_module(Vm *vm, Exc exc)
{
    Text name = {0};
    Str short_name = exc_name(exc);
    text_print(&name, "Elixir.%.*s", (int)short_name.len, short_name.at);
    Sym module = sym(vm->cx, text_str(&name));
    text_free(&name);
    return module;
}

/* The exceptions of the compiler keep their text as a description. */
static bool has_description(Exc exc)
{
    return exc == EXC_CompileError || exc_has_picture(exc);
}

static Value with_fields(Vm *vm, Value map, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        map = map_with(vm, map, vm_atom(vm, names[i]), VALUE_NIL);
    return map;
}

Value exception_new(Vm *vm, Exc exc, Str message)
{
    Value e = map_new();
    e = map_with(vm, e, value_atom(SYM_struct_key), value_atom(exception_module(vm, exc)));
    e = map_with(vm, e, value_atom(SYM_exception_key), value_atom(SYM_true));
    if (has_description(exc)) {
        static const char *const fields[] = {"file",
                                             "line",
                                             "column",
                                             "snippet",
                                             "end_line",
                                             "end_column",
                                             "opening_delimiter",
                                             "expected_delimiter",
                                             "closing_delimiter"};
        size_t count = exc == EXC_CompileError        ? 2
                       : exc == EXC_SyntaxError       ? 4
                       : exc == EXC_TokenMissingError ? 8
                                                      : 9;
        e = with_fields(vm, e, fields, count);
        return map_with(vm, e, vm_atom(vm, "description"), value_binary(message));
    }
    return map_with(vm, e, value_atom(SYM_message), value_binary(message));
}

/* Where an error of the parser is, and the lines it is about. */
static Value with_picture(Vm *vm, Value v, const Error *e)
{
    const Delimiters *pair = &e->syntax.pair;
    Text second = {0};
    Picture p = error_picture(vm->cx, e, &second);
    v = map_with(vm, v, value_atom(SYM_line), value_int(p.line));
    v = map_with(vm, v, vm_atom(vm, "column"), value_int(p.column));
    if (p.lines.len)
        v = map_with(vm, v, vm_atom(vm, "snippet"), value_binary(p.lines));
    if (pair->opening[0]) {
        v = map_with(vm, v, vm_atom(vm, "end_line"), value_int(p.end_line));
        v = map_with(vm, v, vm_atom(vm, "end_column"), value_int(p.end_column));
        v = map_with(vm, v, vm_atom(vm, "opening_delimiter"), vm_atom(vm, pair->opening));
        v = map_with(vm, v, vm_atom(vm, "expected_delimiter"), vm_atom(vm, pair->expected));
    }
    if (pair->closing[0])
        v = map_with(vm, v, vm_atom(vm, "closing_delimiter"), vm_atom(vm, pair->closing));
    text_free(&second);
    return v;
}

static Value exception_of_error(Vm *vm, const Error *e)
{
    Value v = exception_new(vm, e->exc, text_str(&e->message));
    if (has_description(e->exc) && e->span.source) {
        Position at = position_of(vm->cx, e->span.source, e->span.start);
        v = map_with(vm, v, vm_atom(vm, "file"),
                     value_binary(vm->cx->sources.at[e->span.source].name));
        v = e->exc == EXC_CompileError ? map_with(vm, v, value_atom(SYM_line), value_int(at.line))
                                       : with_picture(vm, v, e);
    }
    if (e->exc != EXC_File_Error)
        return v;
    v = map_without(vm, v, value_atom(SYM_message)); /* the module makes it of these */
    v = map_with(vm, v, vm_atom(vm, "reason"), file_reason(vm, e->file.reason));
    v = map_with(vm, v, vm_atom(vm, "path"), value_binary(text_str(&e->file.path)));
    return map_with(vm, v, vm_atom(vm, "action"), value_binary(str_of(e->file.action)));
}

void exception_message(Vm *vm, Value exception, Text *out)
{
    Sym module = struct_of(exception);
    Function *f = module != SYM_nil ? function_find(vm, module, SYM_message, 1) : NULL;
    Value message = exception.tag == TAG_map ? map_at_atom(exception, SYM_message) : POISON;
    if (f) {
        Value v = vm_call_function(vm, f, &exception, 1);
        bool has_raised = v.tag == TAG_poison;
        if (has_raised) {
            v = value_ref(vm->raised.reason);
            raised_clear(vm);
        }
        if (is_binary(v) && !has_raised) {
            text_add(out, binary_str(v));
        } else {
            text_print(out, "got ");
            value_inspect(vm, out, v, &inspect_defaults);
            text_print(out, " while retrieving Exception.message/1 for ");
            value_inspect(vm, out, exception, &inspect_defaults);
            text_print(out, has_raised ? "" : " (expected a string)");
        }
        value_free(v);
    } else if (message.tag != TAG_poison && is_binary(message)) {
        text_add(out, binary_str(message));
    } else {
        value_inspect(vm, out, exception, &inspect_defaults);
    }
}

/* --- raising --- */

static bool in_library(const Vm *vm, Span span)
{
    return span.source == 0 || vm->cx->sources.at[span.source].is_library;
}

/* Whether a protocol's own function is there, whose text is all of the protocol: who called it is
   of more use. */
static bool is_dispatch(const Vm *vm, Span at)
{
    Str text = vm->cx->sources.at[at.source].text;
    return str_starts(str_slice(text, at.start, text.len), STR("defprotocol "));
}

/* The program's calls that are waiting, innermost first. */
static void record_trace(Vm *vm, Raised *r)
{
    r->depth = 0;
    r->span = SPAN_NONE;
    for (size_t n = vm->frame_count; n-- > 0 && r->depth < MOST_TRACE;) {
        const Frame *f = &vm->frames[n];
        size_t at = (size_t)(f->pc - f->code->insns.at);
        Span span = f->code->spans.at[at ? at - 1 : 0];
        if (n < vm->host_call.frames && r->span.source == 0 && !in_library(vm, vm->host_call.span))
            r->span = vm->host_call.span;
        bool is_tail = f->code->is_library && f->from.source;
        Span place = is_tail ? f->from : span;
        if (in_library(vm, place) || is_dispatch(vm, place))
            continue;
        if (r->span.source == 0)
            r->span = place;
        r->trace[r->depth++] =
            (TraceEntry){f->code->module, f->code->name, f->code->arity, place, is_tail};
    }
}

/* The call that failed is no frame of the program: it goes in front. */
static void trace_push(Raised *r, Sym module, Sym name, uint32_t arity)
{
    if (r->depth == MOST_TRACE)
        r->depth--;
    memmove(r->trace + 1, r->trace, (size_t)r->depth * sizeof *r->trace);
    r->trace[0] = (TraceEntry){module, name, arity, SPAN_NONE, false};
    r->depth++;
}

static Value arguments_value(const Value *args, uint32_t count)
{
    ListBuilder list = LIST_BUILDER;
    for (uint32_t i = 0; i < count; i++)
        list_push(&list, value_ref(args[i]));
    return list.list;
}

void raised_from_call(Vm *vm, Sym module, Sym name, const Value *args, uint32_t count)
{
    trace_push(&vm->raised, module, name, count);
    vm->raised.arguments = arguments_value(args, count);
}

Value vm_raise(Vm *vm, RaiseKind kind, Value reason)
{
    raised_clear(vm);
    vm->raised.kind = kind;
    vm->raised.reason = reason;
    vm->is_raised = true;
    record_trace(vm, &vm->raised);
    return POISON;
}

static void raised_free(Raised *r)
{
    value_free(r->reason);
    value_free(r->arguments);
    text_free(&r->notes);
    *r = (Raised){0};
}

void raised_clear(Vm *vm)
{
    if (vm->is_raised)
        raised_free(&vm->raised);
    vm->is_raised = false;
}

void raised_catch(Vm *vm)
{
    raised_free(&vm->caught);
    vm->caught = vm->raised;
    vm->raised = (Raised){0};
    vm->is_raised = false;
}

void raised_forget(Vm *vm)
{
    raised_clear(vm);
    raised_free(&vm->caught);
}

Value vm_raise_pending(Vm *vm)
{
    Error *e = error_take(vm->cx);
    if (e == NULL && !vm->is_raised)
        return vm_fail(vm, EXC_RuntimeError,
                       "internal error: something failed without saying why; this is a mistake in "
                       "cnx, please report the program");
    if (e == NULL)
        return POISON;
    if (vm->is_raised) { /* by a macro: the pending error only stopped the compiler */
        error_free(e);
        return POISON;
    }
    Text all = {0};
    for (size_t i = 0; i < e->notes.len; i++)
        text_print(&all, "      = %s\n", text_cstr(&e->notes.at[i]));
    vm_raise(vm, RAISE_error, exception_of_error(vm, e));
    vm->raised.is_erlang = true;
    vm->raised.notes = all;
    if (e->span.source && !in_library(vm, e->span))
        vm->raised.span = e->span;
    for (const Error *n = e->next; n; n = n->next) { /* further errors of the parser */
        Error alone = *n;
        alone.next = NULL;
        error_print(&vm->raised.notes, vm->cx, &alone, &palette_plain);
    }
    error_free(e);
    return POISON;
}

Value vm_fail(Vm *vm, Exc exc, const char *fmt, ...)
{
    Text message = {0};
    va_list args;
    va_start(args, fmt);
    text_vprint(&message, fmt, args);
    va_end(args);
    vm_raise(vm, RAISE_error, exception_new(vm, exc, text_str(&message)));
    vm->raised.is_erlang = true;
    text_free(&message);
    return POISON;
}

Value vm_bad_argument(Vm *vm, int argument, const char *what)
{
    static const char *const nth[] = {"1st", "2nd", "3rd", "4th", "5th"};
    return vm_fail(vm, EXC_ArgumentError,
                   "errors were found at the given arguments:\n\n  * %s argument: %s\n",
                   nth[argument >= 1 && argument <= 5 ? argument - 1 : 0], what);
}

/* "Mod.fun": what stands before the last dot is the module. */
Value vm_no_clause(Vm *vm, const char *module_function, int arity)
{
    const char *dot = strrchr(module_function, '.');
    Text module = {0};
    int length = (int)(dot - module_function);
    if (module_function[0] == ':')
        text_print(&module, "%.*s", length - 1, module_function + 1);
    else
        text_print(&module, "Elixir.%.*s", length, module_function);
    Value fields[] = {value_atom(sym(vm->cx, text_str(&module))), vm_atom(vm, dot + 1),
                      value_int(arity)};
    text_free(&module);
    return fail_struct(vm, "Elixir.FunctionClauseError",
                       (const char *[]){"module", "function", "arity"}, fields, 3);
}

bool raise_again(Vm *vm, Value kind, Value reason)
{
    RaiseKind k = is_atom(kind, SYM_throw)   ? RAISE_throw
                  : is_atom(kind, SYM_error) ? RAISE_error
                                             : RAISE_exit;
    vm_raise(vm, k, value_ref(reason));
    Raised *was = &vm->caught;
    bool is_same =
        is_counted(reason) && was->reason.tag == reason.tag && was->reason.object == reason.object;
    if (is_same || (k == RAISE_error && is_caught_reason(vm, reason))) {
        Raised again = *was; /* the same exception: it happened where it was raised first */
        *was = vm->raised;
        vm->raised = again;
        return true;
    }
    return false;
}

void raise_where_caught(Vm *vm)
{
    Raised *r = &vm->raised;
    if (vm->caught.depth == 0)
        return;
    r->span = vm->caught.span;
    r->depth = vm->caught.depth;
    memcpy(r->trace, vm->caught.trace, sizeof r->trace);
}

/* --- failures of instructions --- */

void raise_bad_boolean(Vm *vm, int operation, Value v)
{
    static const char *const names[] = {"and", "or"};
    if (operation == 2) {
        vm_fail(vm, EXC_ArgumentError, "argument error");
        return;
    }
    Value fields[] = {vm_atom(vm, names[operation]), v};
    fail_struct(vm, "Elixir.BadBooleanError", (const char *[]){"operator", "term"}, fields, 2);
}

void raise_no_match(Vm *vm, InsnOp op, Value v)
{
    const char *module = op == INSN_no_case   ? "Elixir.CaseClauseError"
                         : op == INSN_no_with ? "Elixir.WithClauseError"
                         : op == INSN_no_try  ? "Elixir.TryClauseError"
                         : op == INSN_no_cond ? "Elixir.CondClauseError"
                                              : "Elixir.MatchError";
    fail_struct(vm, module, (const char *[]){"term"}, &v, op == INSN_no_cond ? 0 : 1);
}

static Str module_text(const Vm *vm, Sym module)
{
    Str text = sym_text(vm->cx, module);
    return str_starts(text, STR("Elixir.")) ? str_slice(text, 7, text.len) : text;
}

/* "Mod.fun/1", "anonymous fn/2", or the script's top. */
static void function_print(Vm *vm, Text *out, const TraceEntry *t)
{
    Text m = {0};
    Sym module = t->module, name = t->name;
    uint32_t arity = t->arity;
    const Function *around = name == SYM_fn ? function_around(vm, t->span) : NULL;
    if (name == SYM_fn)
        text_print(out, "anonymous fn/%u%s", arity, module == SYM_nil ? "" : " in ");
    if (around) { /* whose text it stands in */
        name = around->name;
        arity = around->arity;
    }
    if (module != SYM_nil)
        atom_inspect(&m, sym_text(vm->cx, module));
    Str function = sym_text(vm->cx, name);
    if (str_starts(function, STR("__defn:"))) /* the traced half of a defn */
        function = str_slice(function, 7, function.len - 2);
    if (name == SYM_fn)
        text_print(out, "%s", text_cstr(&m));
    else if (name == SYM_nil)
        text_print(out, "%s%s", m.len ? "the body of " : "the script", text_cstr(&m));
    else
        text_print(out, "%s%s%.*s/%u", text_cstr(&m), m.len ? "." : "", (int)function.len,
                   function.at, arity);
    text_free(&m);
}

void raise_no_clause(Vm *vm, const Code *code, const Value *args)
{
    Value fields[] = {value_atom(code->module), value_atom(code->name), value_int(code->arity)};
    fail_struct(vm, "Elixir.FunctionClauseError", (const char *[]){"module", "function", "arity"},
                fields, 3);
    if (code->is_library)
        trace_push(&vm->raised, code->module, code->name, code->arity);
    if (code->name != SYM_fn)
        vm->raised.arguments = arguments_value(args, code->arity);
    for (uint32_t i = 0; i < code->arity; i++) {
        Text shown = {0};
        InspectOptions few = inspect_defaults;
        few.limit = 10;
        value_inspect(vm, &shown, args[i], &few);
        if (shown.len < 200)
            text_print(&vm->raised.notes, "      = argument %u is %s\n", i + 1, text_cstr(&shown));
        text_free(&shown);
    }
}

Value vm_undefined(Vm *vm, Sym module, Sym name, uint32_t arity)
{
    Value fields[] = {value_atom(module), value_atom(name), value_int(arity)};
    if (vm->is_raised) /* while the module was looked for: that is why it is not there */
        return POISON;
    fail_struct(vm, "Elixir.UndefinedFunctionError",
                (const char *[]){"module", "function", "arity"}, fields, 3);
    trace_push(&vm->raised, module, name, arity);
    return POISON;
}

/* --- showing --- */

/* An error of Erlang's is shown as the exception that stands for it. */
static void error_normalize(Vm *vm, Raised *r)
{
    if (r->kind != RAISE_error)
        return;
    Value e = exception_normalize(vm, r->reason);
    value_free(r->reason);
    r->reason = e;
}

/* The exception with hints for its reader: its module's blame/2. Takes it. */
static Value exception_blame(Vm *vm, Value exception, const Raised *r)
{
    Sym module = struct_of(exception);
    Function *f =
        module != SYM_nil ? function_find(vm, module, sym(vm->cx, STR("blame")), 2) : NULL;
    if (f == NULL)
        return exception;
    Value args[] = {exception, stack_value(vm, r)};
    Value pair = vm_call_function(vm, f, args, 2);
    value_free(args[1]);
    bool good =
        pair.tag == TAG_tuple && pair.tuple->len == 2 && struct_of(pair.tuple->at[0]) != SYM_nil;
    Value blamed = value_ref(good ? pair.tuple->at[0] : exception);
    if (pair.tag == TAG_poison)
        raised_clear(vm);
    value_free(pair);
    value_free(exception);
    return blamed;
}

/* Whether the exception's message has the place in it already. */
static bool shows_place(Vm *vm, Value exception)
{
    Sym module = struct_of(exception);
    bool shows = false;
    for (Exc exc = 0; exc < EXC_count && module != SYM_nil && !shows; exc++)
        shows = exc_has_picture(exc) && module == exception_module(vm, exc);
    return shows;
}

/* Whether a CompileError says the place at which it was raised. */
static bool says_place(Vm *vm, const Raised *r)
{
    if (struct_of(r->reason) != exception_module(vm, EXC_CompileError) || r->span.source == 0)
        return false;
    Value file = map_at_atom(r->reason, vm_atom(vm, "file").atom);
    Value line = map_at_atom(r->reason, SYM_line);
    return is_binary(file) && line.tag == TAG_int &&
           str_equal(binary_str(file), vm->cx->sources.at[r->span.source].name) &&
           line.i == position_of(vm->cx, r->span.source, r->span.start).line;
}

/* The message as it stands beside the place. */
static void message_at_place(Vm *vm, const Raised *r, Text *out)
{
    Value description =
        says_place(vm, r) ? map_at_atom(r->reason, vm_atom(vm, "description").atom) : POISON;
    if (description.tag != TAG_poison && is_binary(description))
        text_add(out, binary_str(description));
    else
        exception_message(vm, r->reason, out);
}

/* What was thrown or what an exit says, with the words that Elixir has for it: (exit) normal. */
static void add_reason(Vm *vm, const Raised *r, Text *out)
{
    Value text = POISON;
    if (r->kind == RAISE_exit)
        text = vm_call_named(vm, sym(vm->cx, STR("Elixir.Exception")),
                             sym(vm->cx, STR("format_exit")), &r->reason, 1);
    if (is_binary(text))
        text_add(out, binary_str(text));
    else
        value_inspect(vm, out, r->reason, &inspect_defaults);
    if (text.tag == TAG_poison)
        raised_forget(vm);
    value_free(text);
}

/* Which clauses a call tried, beneath its arguments. */
static void note_clauses(Vm *vm, Value exception, Text *notes)
{
    Value text =
        vm_call_named(vm, struct_of(exception), sym(vm->cx, STR("__note__")), &exception, 1);
    if (is_binary(text))
        text_add(notes, binary_str(text));
    if (text.tag == TAG_poison)
        raised_clear(vm);
    value_free(text);
}

void raised_print(Vm *vm, Text *out, const Palette *p)
{
    if (!vm->is_raised)
        return;
    Raised r = vm->raised; /* messages are made by running code, which may raise itself */
    vm->raised = (Raised){0};
    vm->is_raised = false;
    Text message = {0};
    error_normalize(vm, &r);
    Sym module = struct_of(r.reason);
    if (r.kind == RAISE_error && module != SYM_nil) {
        bool is_clause = module == exception_module(vm, EXC_FunctionClauseError);
        if (is_clause) /* what is added to its message, stands in the notes */
            message_at_place(vm, &r, &message);
        r.reason = exception_blame(vm, r.reason, &r);
        if (is_clause)
            note_clauses(vm, r.reason, &r.notes);
        else
            message_at_place(vm, &r, &message);
        Str name = module_text(vm, module);
        text_print(out, "%s** (%.*s) %s%s\n", p->error, (int)name.len, name.at, text_cstr(&message),
                   p->off);
    } else {
        add_reason(vm, &r, &message);
        text_print(out, "%s** (%s) %s%s\n", p->error,
                   r.kind == RAISE_throw  ? "throw"
                   : r.kind == RAISE_exit ? "exit"
                                          : "error",
                   text_cstr(&message), p->off);
    }
    text_free(&message);
    if (!shows_place(vm, r.reason))
        span_print(out, vm->cx, r.span, p);
    if (r.notes.len)
        text_print(out, "%s%s%s", p->note, text_cstr(&r.notes), p->off);
    int shown = 0;
    for (int i = 0; i < r.depth && shown < 8; i++) {
        TraceEntry *t = &r.trace[i];
        if (in_library(vm, t->span) || t->is_tail || (i == r.depth - 1 && shown == 0))
            continue;
        Position at = position_of(vm->cx, t->span.source, t->span.start);
        Str file = vm->cx->sources.at[t->span.source].name;
        text_print(out, "    %s%.*s:%u: ", p->dim, (int)file.len, file.at, at.line);
        function_print(vm, out, t);
        text_print(out, "%s\n", p->off);
        shown++;
    }
    raised_free(&r);
}

bool raised_describe(Vm *vm, Text *kind, Text *message, Span *span)
{
    if (!vm->is_raised)
        return false;
    Raised r = vm->raised; /* messages are made by running code, which may raise itself */
    vm->raised = (Raised){0};
    vm->is_raised = false;
    Sym module = struct_of(r.reason);
    if (r.kind == RAISE_error && module != SYM_nil) {
        text_add(kind, module_text(vm, module));
        message_at_place(vm, &r, message);
    } else {
        text_add(kind, r.kind == RAISE_throw  ? STR("throw")
                       : r.kind == RAISE_exit ? STR("exit")
                                              : STR("error"));
        value_inspect(vm, message, r.reason, &inspect_defaults);
    }
    raised_clear(vm);
    vm->raised = r;
    vm->is_raised = true;
    *span = r.span;
    return true;
}

bool vm_is_raised(const Vm *vm)
{
    return vm->is_raised;
}

void raised_message(Vm *vm, Text *out)
{
    if (!vm->is_raised)
        return;
    Raised r = vm->raised;
    vm->raised = (Raised){0};
    vm->is_raised = false;
    error_normalize(vm, &r);
    Sym module = struct_of(r.reason);
    if (r.kind == RAISE_error && module != SYM_nil) {
        Str name = module_text(vm, module);
        text_print(out, "(%.*s) ", (int)name.len, name.at);
        message_at_place(vm, &r, out);
    } else {
        text_print(out, "(%s) ",
                   r.kind == RAISE_throw  ? "throw"
                   : r.kind == RAISE_exit ? "exit"
                                          : "error");
        add_reason(vm, &r, out);
    }
    raised_free(&r);
}
