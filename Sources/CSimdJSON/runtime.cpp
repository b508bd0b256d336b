/// The functions of the C++ run-time library that simdjson and this module call, so that the shared library
/// does not need libstdc++.
#ifdef SV_WITHOUT_LIBSTDCXX

#include <cstdlib>
#include <new>
#include <string>

// simdjson allocates with the operators that return null. Only the names of its implementations use the
// others. They are short strings, which do not allocate.
[[noreturn]] static void unreachable() noexcept { __builtin_trap(); }

namespace std {
const nothrow_t nothrow{};
void __throw_logic_error(const char *) { unreachable(); }
void __throw_length_error(const char *) { unreachable(); }
void __throw_bad_alloc() { unreachable(); }
}  // namespace std

template std::string::pointer std::string::_M_create(size_type &, size_type);

static void *allocate(std::size_t count) noexcept { return std::malloc(count == 0 ? 1 : count); }

void *operator new(std::size_t count) {
  void *block = allocate(count);
  if (block == nullptr) unreachable();
  return block;
}
void *operator new(std::size_t count, const std::nothrow_t &) noexcept { return allocate(count); }
void *operator new[](std::size_t count, const std::nothrow_t &) noexcept { return allocate(count); }
void operator delete(void *block) noexcept { std::free(block); }
void operator delete[](void *block) noexcept { std::free(block); }
void operator delete(void *block, std::size_t) noexcept { std::free(block); }
void operator delete[](void *block, std::size_t) noexcept { std::free(block); }

extern "C" [[noreturn]] void __cxa_pure_virtual() { unreachable(); }

#endif
