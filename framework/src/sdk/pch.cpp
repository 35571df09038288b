// The object file that owns the precompiled LibTorch header.
