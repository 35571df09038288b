// assay-host: loads LibTorch and the plugins once, then answers requests of assay over its standard input and output.

#include <csignal>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <torch/cuda.h>
#include <unistd.h>

#include "app/host_apply.hpp"
#include "app/host_check.hpp"
#include "assay/core/error.hpp"
#include "assay/core/random.hpp"
#include "base/diagnostic.hpp"
#include "base/sha256.hpp"
#include "host/locations.hpp"
#include "host/protocol.hpp"
#include "host/registry.hpp"
#include "host/server.hpp"
#include "run/worker.hpp"
#include "train/compute_setup.hpp"

namespace {

using assay::Value;

struct Arguments {
  bool report_loading = false;
  std::vector<std::filesystem::path> plugin_folders;
  assay::host::LoadOptions load;
};

Arguments parse_arguments(const std::vector<std::string>& words) {
  Arguments arguments;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool has_value = i + 1 < words.size();
    if (words[i] == "--report-loading") {
      arguments.report_loading = true;
    } else if (words[i] == "--plugins" && has_value) {
      arguments.plugin_folders.emplace_back(words[++i]);
    } else if (words[i] == "--skip" && has_value) {
      arguments.load.skip.insert(words[++i]);
    } else {
      throw assay::SpecError(assay::Diagnostic{"usage",
                                               "assay-host does not understand '" + words[i] + "'",
                                               {},
                                               "assay-host is started by assay; its arguments are --report-loading, --plugins DIR, --skip FILE",
                                               {}});
    }
  }
  if (arguments.plugin_folders.empty()) arguments.plugin_folders = assay::host::plugin_folders();
  return arguments;
}

/// The pipes to the front end, moved away from descriptors 0 and 1 so that nothing a plugin prints can get into the protocol.
struct Pipes {
  int input;
  int output;

  static Pipes take() {
    const Pipes pipes{fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3), fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)};
    const int nothing = open("/dev/null", O_RDONLY);
    dup2(nothing, STDIN_FILENO);
    close(nothing);
    dup2(STDERR_FILENO, STDOUT_FILENO);
    return pipes;
  }
};

void load_plugins(assay::host::Registry& registry, Arguments& arguments, int output) {
  if (arguments.report_loading) {
    arguments.load.before_each = [output](const std::filesystem::path& file) {
      assay::host::write_line(output, Value::Table{{"event", "loading"}, {"library", file.string()}});
    };
  }
  prctl(PR_SET_PDEATHSIG, SIGKILL);  // a library that hangs while it loads must not outlive the front end
  registry.load(arguments.plugin_folders, arguments.load);
  prctl(PR_SET_PDEATHSIG, 0);
  if (arguments.report_loading) assay::host::write_line(output, Value::Table{{"event", "loaded"}});
}

/// What trains: this program and the library that plugins link.
std::string runtime_hash() {
  Dl_info sdk{};
  dladdr(reinterpret_cast<const void*>(&assay::stream_seed), &sdk);
  return assay::sha256_hex(assay::sha256_file("/proc/self/exe") + assay::sha256_file(sdk.dli_fname));
}

/// What `describe_compute` tells of the device that a machine like this trains on, and how many CUDA devices there are.
Value compute_facts() {
  const auto devices = static_cast<std::int64_t>(torch::cuda::is_available() ? torch::cuda::device_count() : 0);
  Value facts = Value::Table{{"cuda_devices", devices}};
  for (const auto& [name, fact] : assay::train::describe_compute(devices > 0 ? c10::DeviceType::CUDA : c10::DeviceType::CPU)) facts[name] = fact;
  return facts;
}

int serve(Arguments arguments) {
  const Pipes pipes = Pipes::take();
  std::signal(SIGTERM, SIG_IGN);  // Slurm sends it to all processes of a job; the front end decides what it means, and its end is ours
  assay::host::Server server(pipes.input, pipes.output);
  assay::host::Registry registry;
  load_plugins(registry, arguments, pipes.output);
  server.on("describe", [&](const Value& /*request*/) {
    assay::Catalog catalog = registry.catalog();
    catalog.runtime = runtime_hash();
    return catalog.to_value();
  });
  server.on("compute", [](const Value& /*request*/) { return compute_facts(); });
  assay::app::add_apply_operation(server, registry);
  assay::app::add_check_operation(server, registry);
  assay::worker::add_run_operation(server, registry);
  server.serve();
  assay::worker::shut_down(server);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return serve(parse_arguments({argv + 1, argv + argc}));
  } catch (const assay::Error& error) {
    std::fputs(assay::render(error, assay::line_of_file).c_str(), stderr);
    return assay::exit_status(error.category());
  }
}
