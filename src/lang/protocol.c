/* protocol.c - which module implements a protocol for a value.

   The implementation for a struct is Protocol.Struct when there is such a module; else Protocol.Any
   when the struct's module derives the protocol or the protocol falls back to Any. For other values
   it is Protocol.Kind. Looking is done by the names of modules; what was found is kept until a
   module is defined or loaded. */
#include "lang/native.h"
#include "lang/vm_state.h"

static const char *kind_of(Value v)
{
    switch (v.tag) {
    case TAG_atom:
        return "Atom";
    case TAG_int:
    case TAG_big:
        return "Integer";
    case TAG_float:
        return "Float";
    case TAG_nil:
    case TAG_cons:
        return "List";
    case TAG_ref:
    case TAG_native:
        return "Reference";
    case TAG_pid:
        return "PID";
    case TAG_binary:
        return "BitString";
    case TAG_tuple:
        return "Tuple";
    case TAG_map:
    case TAG_tensor:
        return "Map";
    case TAG_function:
        return "Function";
    case TAG_poison:
        break;
    }
    return "Any";
}

/* Protocol.Name if such a module exists or a native function stands for it; else SYM_nil. */
static Sym implementation(Vm *vm, Sym protocol, Str name)
{
    Text text = {0};
    Str front = sym_text(vm->cx, protocol);
    name = str_starts(name, STR("Elixir.")) ? str_slice(name, 7, name.len) : name;
    text_print(&text, "%.*s.%.*s", (int)front.len, front.at, (int)name.len, name.at);
    Sym module = sym(vm->cx, text_str(&text));
    text_free(&text);
    return module_exists(vm, module) ? module : SYM_nil;
}

static bool falls_back(Vm *vm, Sym protocol)
{
    const Module *m = module_find(vm, protocol);
    Sym name = sym(vm->cx, STR("fallback_to_any"));
    for (size_t i = m ? m->attributes.len : 0; i-- > 0;)
        if (m->attributes.at[i].name == name)
            return is_truthy(m->attributes.at[i].value);
    return false;
}

static bool derives(Vm *vm, Sym module, Sym protocol)
{
    Value args[] = {value_atom(module), value_atom(protocol)};
    Value options = fn_struct_derived(vm, args, 2);
    bool found = !is_atom(options, SYM_nil);
    value_free(options);
    return found;
}

static Sym implementation_for(Vm *vm, Sym protocol, Value v)
{
    Sym of = struct_of(v), found = SYM_nil;
    if (of == SYM_nil)
        found = implementation(vm, protocol, str_of(kind_of(v)));
    else
        found = implementation(vm, protocol, sym_text(vm->cx, of));
    if (found == SYM_nil &&
        ((of != SYM_nil && derives(vm, of, protocol)) || falls_back(vm, protocol)))
        found = implementation(vm, protocol, STR("Any"));
    return found;
}

/* Cnx.Protocol.implementation(protocol, value): the module or nil. */
NATIVE(fn_protocol_implementation)
{
    return args[0].tag == TAG_atom ? value_atom(implementation_for(vm, args[0].atom, args[1]))
                                   : fail_argument(vm);
}

/* --- dispatch --- */

/* What an implementation was found for: (protocol, function, arity) and the kind of value. */
typedef struct Dispatch {
    Sym protocol, name, of;
    uint32_t arity, epoch;
    const char *kind;
    Value function; /* counted */
} Dispatch;

enum { DISPATCHES = 256 };

struct ProtocolCache {
    Dispatch at[DISPATCHES];
};

void protocols_free(Vm *vm)
{
    for (int i = 0; vm->protocols && i < DISPATCHES; i++)
        value_free(vm->protocols->at[i].function);
    free(vm->protocols);
    vm->protocols = NULL;
}

static Dispatch *dispatch_of(Vm *vm, Sym protocol, Sym name, uint32_t arity, Value v)
{
    Sym of = struct_of(v);
    uint32_t hash = (protocol * 31u + name) * 31u + (of != SYM_nil ? of : (uint32_t)v.tag);
    if (vm->protocols == NULL)
        vm->protocols = mem_alloc(sizeof *vm->protocols);
    Dispatch *d = &vm->protocols->at[(hash ^ hash >> 8) % DISPATCHES];
    const char *kind = of == SYM_nil ? kind_of(v) : NULL;
    bool same = d->protocol == protocol && d->name == name && d->arity == arity && d->of == of &&
                d->kind == kind && d->epoch == vm->epoch && d->function.tag == TAG_function;
    if (!same) {
        value_free(d->function);
        *d = (Dispatch){.protocol = protocol, .name = name, .of = of, .arity = arity, .kind = kind};
    }
    return d;
}

/* Cnx.Protocol.find(protocol, name, arity, value): the function that implements it. */
NATIVE(fn_protocol_find)
{
    Sym protocol = args[0].atom, name = args[1].atom;
    Dispatch *d = dispatch_of(vm, protocol, name, (uint32_t)args[2].i, args[3]);
    if (d->function.tag == TAG_function)
        return value_ref(d->function);
    Sym module = implementation_for(vm, protocol, args[3]);
    if (module == SYM_nil) {
        Str text = sym_text(vm->cx, protocol);
        Text full = {0};
        text_add(&full, text);
        fail_protocol(vm, text_cstr(&full), args[3]);
        text_free(&full);
        return POISON;
    }
    Value capture[] = {value_atom(module), args[1], args[2]};
    Value function = fn_function_capture(vm, capture, 3);
    if (function.tag == TAG_function) {
        d->epoch = vm->epoch; /* loading the implementation counted it up */
        d->function = value_ref(function);
    }
    return function;
}
