module serval.example/gate

go 1.19
