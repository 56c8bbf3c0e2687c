Foo?
Baré
