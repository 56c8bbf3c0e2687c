"a #{b c"
