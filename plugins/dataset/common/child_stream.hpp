#pragma once

#include <sys/types.h>

#include <functional>
#include <limits>
#include <string>

#include "byte_stream.hpp"

namespace datasets {

/// Where a child process puts its bytes.
class Outlet {
 public:
  virtual ~Outlet() = default;
  virtual void write(const void* bytes, std::size_t count) = 0;
};

/// Bytes that a child process makes.
///
/// For C libraries that a damaged file can bring down: libhdf5 1.10 is known to read outside its memory and to loop for ever on single flipped bits.
/// Whatever happens there ends as a DataError here. A DataError that the child throws arrives as it is; a crash, seconds of computing without
/// a byte of output, or more memory than granted are data.corrupted.
class ChildStream final : public ByteStream {
 public:
  /// `work` runs in the child; it must use no threads, and nothing that it changes is seen here. `memory` in bytes is what it may allocate.
  ChildStream(std::string name, std::uint64_t memory, const std::function<void(Outlet&)>& work);
  ~ChildStream() override;

  std::size_t read_some(unsigned char* out, std::size_t count) override;
  [[nodiscard]] std::string name() const override { return name_; }
  [[nodiscard]] std::uint64_t size() const override { return std::numeric_limits<std::uint64_t>::max(); }
  [[nodiscard]] bool size_is_exact() const override { return false; }
  [[nodiscard]] bool checks_at_end() const override { return false; }

 private:
  bool next_message();
  std::size_t from_pipe(void* out, std::size_t count) const;
  [[noreturn]] void fail_child();
  [[noreturn]] void rethrow(std::size_t bytes);
  int reap();

  std::string name_;
  int pipe_ = -1;
  pid_t child_ = -1;
  std::size_t left_in_message_ = 0;
  bool ended_ = false;
};

}  // namespace datasets
