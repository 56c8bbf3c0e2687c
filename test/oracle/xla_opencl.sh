# LLVM of the compiler llvm, XLA's own and that of OpenCL's driver (PoCL) share a process in every order, with each
# plugin: engines.c.
. test/oracle/xla_prelude

[ -e "$BUILD/libcnx-llvm.so" ] || { echo "skipped: the compiler llvm is not there"; exit 77; }
export CNX_CACHE=off
for plugin in $plugins; do
    use_plugin "$plugin"
    for order in 'llvm xla opencl' 'llvm opencl xla' 'xla llvm opencl' 'xla opencl llvm' 'opencl llvm xla' \
        'opencl xla llvm'; do
        read -r a b c <<< "$order"
        mkdir "$tmp/kernels"
        ran="engines $order with $plugin"
        POCL_CACHE_DIR=$tmp/kernels "$BUILD/test/oracle/engines" $order > "$tmp/out" 2> "$tmp/err"
        code=$? out=$(cat "$tmp/out") err=$(cat "$tmp/err")
        [ $code = 77 ] && { echo "$out"; exit 77; }
        expect code 0
        expect no-err
        expect out "$a
$b, $a
$c, $b, $a"
        rm -r "$tmp/kernels"
    done
done
