#include <doctest/doctest.h>

#include <array>
#include <string>
#include <vector>

#include <unistd.h>

#include "host/child_process.hpp"
#include "host/protocol.hpp"
#include "host/server.hpp"

using namespace assay::host;
using assay::Value;

namespace {

/// Both ends of a pipe, closed at the end.
struct Pipe {
  std::array<int, 2> ends{-1, -1};
  Pipe() { REQUIRE(pipe(ends.data()) == 0); }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    close(ends[0]);
    close_writer();
  }
  void close_writer() {
    if (ends[1] >= 0) close(ends[1]);
    ends[1] = -1;
  }
  void put(const std::string& text) const { REQUIRE(write(ends[1], text.data(), text.size()) == static_cast<ssize_t>(text.size())); }
};

}  // namespace

TEST_CASE("an error survives the way over the pipe") {
  const assay::DataError error(assay::Diagnostic{"data.bad", "a message", {"file.toml", 3, 7, 2}, "a help", {"one", "two"}});
  const assay::Error back = error_from_value(error_to_value(error));
  CHECK(back.category() == assay::ErrorCategory::data);
  const auto& diagnostic = back.diagnostics().front();
  CHECK(diagnostic.code == "data.bad");
  CHECK(diagnostic.message == "a message");
  CHECK(diagnostic.help == "a help");
  CHECK(diagnostic.notes == std::vector<std::string>{"one", "two"});
  CHECK(diagnostic.origin.file == "file.toml");
  CHECK(diagnostic.origin.line == 3);
  CHECK(diagnostic.origin.column == 7);
  CHECK(diagnostic.origin.length == 2);
}

TEST_CASE("lines come whole however they arrive") {
  Pipe pipe;
  LineReader reader(pipe.ends[0]);
  CHECK_FALSE(reader.next(0));
  pipe.put("fir");
  CHECK_FALSE(reader.next(0));
  pipe.put("st\nsecond\nthi");
  CHECK(reader.next(0) == "first");
  CHECK(reader.next(0) == "second");
  CHECK_FALSE(reader.next(0));
  CHECK_FALSE(reader.at_end());
  pipe.put("rd\n");
  pipe.close_writer();
  CHECK(reader.next(1000) == "third");
  CHECK_FALSE(reader.next(1000));
  CHECK(reader.at_end());
}

TEST_CASE("a server answers what it knows and refuses the rest") {
  Pipe requests;
  Pipe replies;
  {
    Server server(requests.ends[0], replies.ends[1]);
    server.on("double", [](const Value& request) { return Value(2 * request.at("number").integer()); });
    server.on("fail", [](const Value& /*request*/) -> Value { throw assay::DataError("data.gone", "it is gone"); });
    requests.put(
        "{\"id\":1,\"op\":\"double\",\"number\":21}\n{\"id\":2,\"op\":\"fail\"}\n{\"id\":3,\"op\":\"dance\"}\nnot "
        "json\n{\"id\":5,\"op\":\"double\"}\n");
    requests.close_writer();
    server.serve();
  }
  LineReader reader(replies.ends[0]);
  CHECK(reader.next(0) == "{\"id\":1,\"result\":42}");
  CHECK(reader.next(0)->find("\"code\":\"data.gone\"") != std::string::npos);
  const auto unknown = reader.next(0);
  CHECK(unknown->find("operations are double, fail") != std::string::npos);
  CHECK(reader.next(0)->find("\"code\":\"json.invalid\"") != std::string::npos);
  CHECK(reader.next(0)->find("\"code\":\"value.no-key\"") != std::string::npos);
}

TEST_CASE("a server reports children that end") {
  Pipe requests;
  Pipe replies;
  Server server(requests.ends[0], replies.ends[1]);
  int running = 0;
  server.on("fork", [&](const Value& /*request*/) {
    const pid_t child = fork();
    if (child == 0) _exit(7);
    ++running;
    return Value(static_cast<std::int64_t>(child));
  });
  server.on_child_end([&](pid_t child, int status, const rusage& /*usage*/) {
    --running;
    return Value(Value::Table{{"event", "exit"}, {"pid", static_cast<std::int64_t>(child)}, {"status", ending_from_wait(status).status}});
  });
  requests.put("{\"op\":\"fork\"}\n");
  requests.close_writer();
  server.serve();
  server.wait_for_children([&] { return running > 0; });
  LineReader reader(replies.ends[0]);
  CHECK(reader.next(0)->find("{\"result\":") == 0);
  CHECK(reader.next(0)->find("{\"event\":\"exit\",\"pid\":") == 0);
}

TEST_CASE("the end of a process is told in words") {
  CHECK(ending_from_wait(7 << 8).text() == "exit status 7");
  CHECK(ending_from_wait(6).text() == "signal 6 (Aborted)");
}
