#include "app/commands/doctor.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "app/commands/folder_health.hpp"
#include "app/commands/machine_resources.hpp"
#include "assay/core/error.hpp"
#include "base/json.hpp"
#include "base/machine.hpp"
#include "base/suggest.hpp"
#include "base/version.hpp"
#include "data/local_files.hpp"
#include "data/manifest.hpp"
#include "host/stamp.hpp"
#include "record/hdf5_version.hpp"
#include "run/command_output.hpp"
#include "run/progress.hpp"
#include "run/provenance.hpp"

namespace assay::app {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t little_memory = 2'000'000'000;
constexpr std::int64_t little_space = 2'000'000'000;
constexpr std::int64_t no_space = 100'000'000;

std::string gigabytes(std::int64_t bytes) { return fmt::format("{:.1f} GB", static_cast<double>(bytes) / 1e9); }

std::string text_of(const Value& facts, const char* key) {
  const Value* value = facts.find(key);
  return value == nullptr ? std::string("unknown") : value->string();
}

class Examination {
 public:
  Examination(const DoctorArguments& arguments, host::HostSettings settings) : arguments_(arguments), settings_(std::move(settings)) {}

  std::vector<DoctorFinding> run() {
    look_at_program();
    look_at_machine();
    look_at_data();
    look_at_folder("run folders", arguments_.runs);
    look_at_folder("stage cache", arguments_.cache);
    look_at_slurm();
    return std::move(findings_);
  }

 private:
  void add(std::string topic, Health health, std::string text, std::string fix = {}) {
    findings_.push_back({std::move(topic), health, std::move(text), std::move(fix)});
  }

  void look_at_program() {
    const std::string commit = git_commit().empty() ? "unknown commit" : "commit " + git_commit();
    const bool slow = build_type() == "Debug";
    add("program", slow ? Health::warning : Health::ok, fmt::format("assay {}, {}, build {}", version(), commit, build_type()),
        slow ? "a Debug build is several times slower: configure with --preset release" : "");
    try {
      host::HostProcess host(settings_);
      const Catalog& catalog = host.describe();
      look_at_libraries(catalog, host.request(Value::Table{{"op", "compute"}}));
      look_at_plugins(catalog);
    } catch (const Error& error) {
      add("assay-host", Health::problem, fmt::format("{} [{}]", error.what(), error.code()),
          "install or build assay whole: nothing can be trained without it");
    }
  }

  void look_at_libraries(const Catalog& catalog, const Value& compute) {
    std::map<std::string, std::string> stamp;
    for (auto& [key, value] : host::parse_stamp(catalog.stamp)) stamp[key] = value;
    add("compiler", Health::ok, fmt::format("{}, {}, C++ {}", stamp["compiler"], stamp["stdlib"], stamp["cxx"]));
    add("LibTorch", Health::ok, fmt::format("{}, CPU capability {}", text_of(compute, "torch"), text_of(compute, "cpu_capability")));
    const std::string blas = text_of(compute, "blas");
    add("BLAS", Health::ok, blas == "unknown" ? "not OpenBLAS, which alone tells its version" : blas);
    add("HDF5", Health::ok, record::hdf5_version());
    add("threads", Health::ok, fmt::format("{} per trial, unless [run] threads says otherwise", text_of(compute, "threads")));
    look_at_devices(compute);
  }

  void look_at_devices(const Value& compute) {
    const std::int64_t devices = compute.at("cuda_devices").integer();
    std::error_code error;
    const bool driver = fs::exists("/proc/driver/nvidia/version", error);
    if (devices > 0) {
      add("GPU", Health::ok, fmt::format("{} CUDA devices, CUDA {}, cuDNN {}", devices, text_of(compute, "cuda"), text_of(compute, "cudnn")));
    } else if (driver) {
      add("GPU", Health::warning, "there is a driver for NVIDIA GPUs, but this LibTorch finds no CUDA device",
          "build with a LibTorch that has CUDA: see \"On a GPU\" in the README");
    } else {
      add("GPU", Health::ok, "none: --device cuda cannot be used");
    }
  }

  void look_at_plugins(const Catalog& catalog) {
    const auto of_plugins = [](const CatalogEntry& entry) { return !entry.library.empty(); };
    const auto components = std::count_if(catalog.entries.begin(), catalog.entries.end(), of_plugins);
    add("plugins", components > 0 ? Health::ok : Health::problem, fmt::format("{} components load", components),
        components > 0 ? "" : "build or install the plugins; `assay plugins --all` lists what was found");
    for (const auto& library : catalog.rejected) {
      add("plugin", Health::problem, fmt::format("{} is refused: {} [{}]", library.library, library.reason, library.code),
          "build it again against this installation, or remove it");
    }
  }

  void look_at_machine() {
    const MachineResources machine = machine_resources();
    std::string cpus = fmt::format("{} CPUs", machine.cpus);
    if (machine.allowed_cpus != machine.cpus) cpus += fmt::format(", of which this process may use {}", machine.allowed_cpus);
    if (machine.limits.cpus > 0.0) cpus += fmt::format(", limited by its control group to the time of {:g}", machine.limits.cpus);
    const bool fewer = machine.usable_cpus() < machine.allowed_cpus;
    add("CPU", fewer ? Health::warning : Health::ok, cpus,
        fewer ? fmt::format("run with -j {}: more trials at a time slow each other down", machine.usable_cpus()) : "");
    std::string memory = fmt::format("{}, {} available", gigabytes(machine.memory_bytes), gigabytes(machine.available_bytes));
    if (machine.limits.memory_bytes > 0) memory += fmt::format(", limited by its control group to {}", gigabytes(machine.limits.memory_bytes));
    const bool little = machine.usable_bytes() < little_memory;
    add("memory", little ? Health::warning : Health::ok, memory, little ? "run one trial at a time, -j 1: each wants about a gigabyte" : "");
  }

  void look_at_data() {
    const char* given = std::getenv("ASSAY_DATA");
    if (given == nullptr || *given == '\0') {
      add("ASSAY_DATA", Health::warning, "not set: data sets are looked for in ./data alone",
          "set it to the folder of the data sets, if you use any");
    }
    const auto roots = run::data_roots_from_environment();
    std::vector<fs::path> folders(roots.begin(), roots.end());
    for (std::size_t i = 0; i + 1 < folders.size(); ++i) {  // the last is ./data, which nobody asked for
      std::error_code error;
      const bool there = fs::is_directory(folders[i], error);
      add("ASSAY_DATA", there ? Health::ok : Health::problem, there ? folders[i].string() : fmt::format("'{}' is no folder", folders[i].string()),
          there ? "" : "make it, or set ASSAY_DATA to the folder of the data sets");
    }
    try {
      look_at_data_sets(data::read_manifest(data::installed_manifest()), folders);
    } catch (const Error& error) {
      add("data sets", Health::problem, fmt::format("the list of data sets cannot be read: {} [{}]", error.what(), error.code()),
          "install assay whole");
    }
  }

  void look_at_data_sets(const data::Manifest& manifest, const std::vector<fs::path>& folders) {
    std::vector<std::string> present;
    for (const auto& set : manifest.sets) {
      std::vector<data::LocalFile> files;
      for (const auto& file : set.files) files.push_back(data::find_local(file, folders));
      const data::SetState state = data::state_of(set.files, files);
      if (state == data::SetState::present) present.push_back(set.id);
      const bool broken = state == data::SetState::corrupt;
      if (broken || state == data::SetState::partial) {
        add("data sets", broken ? Health::problem : Health::warning, fmt::format("{} is {}", set.id, data::name_of(state)),
            fmt::format("assay data fetch {}", set.id));
      }
    }
    add("data sets", Health::ok, present.empty() ? "none is here" : "here are " + join(present));
  }

  void look_at_folder(const char* topic, const fs::path& folder) {
    const FolderHealth health = folder_health(folder);
    if (!health.writable) {
      add(topic, Health::problem, fmt::format("{}: nothing can be written in {}: {}", folder.string(), health.tried.string(), health.problem),
          "choose another folder: ASSAY_RUNS, --runs, and ASSAY_CACHE for the stages");
      return;
    }
    const std::string text =
        fmt::format("{}: {} free, {}{}", folder.string(), gigabytes(health.free_bytes), health.file_system, health.locks ? ", locks work" : "");
    if (health.free_bytes < no_space) {
      add(topic, Health::problem, text, "free some space: trials fail where their results cannot be written");
    } else if (!health.locks) {
      add(topic, Health::warning, text + ", locks do not work",
          "leases alone keep trials apart here; keep [run] lease_s well above the pauses of the file system");
    } else {
      const bool little = health.free_bytes < little_space;
      add(topic, little ? Health::warning : Health::ok, text, little ? "free some space; `assay cache gc` removes stages that are not used" : "");
    }
  }

  void look_at_slurm() {
    const auto answer = run::output_of({"sbatch", "--version"});
    const bool there = answer.found && answer.status == 0;
    add("Slurm", Health::ok, there ? answer.out.substr(0, answer.out.find('\n')) : "not here: --executor slurm cannot be used");
  }

  const DoctorArguments& arguments_;
  host::HostSettings settings_;
  std::vector<DoctorFinding> findings_;
};

const char* word_of(Health health) {
  switch (health) {
    case Health::ok: return "ok";
    case Health::warning: return "warning";
    case Health::problem: return "problem";
  }
  return "";
}

std::size_t count_of(const std::vector<DoctorFinding>& findings, Health health) {
  return static_cast<std::size_t>(std::count_if(findings.begin(), findings.end(), [&](const DoctorFinding& one) { return one.health == health; }));
}

std::string json_of(const std::vector<DoctorFinding>& findings) {
  Value::Array values;
  for (const auto& one : findings) {
    values.push_back(Value::Table{{"topic", one.topic}, {"health", word_of(one.health)}, {"text", one.text}, {"fix", one.fix}});
  }
  return to_json(Value::Table{{"host", host_name()}, {"healthy", count_of(findings, Health::problem) == 0}, {"findings", std::move(values)}}, 2) +
         '\n';
}

}  // namespace

std::vector<DoctorFinding> examine(const DoctorArguments& arguments, const host::HostSettings& host) { return Examination(arguments, host).run(); }

int run_doctor(const DoctorArguments& arguments, const host::HostSettings& host, std::ostream& out) {
  const auto findings = examine(arguments, host);
  const std::size_t problems = count_of(findings, Health::problem);
  if (arguments.json) {
    out << json_of(findings);
  } else {
    for (const auto& one : findings) {
      out << fmt::format("{:<7}  {:<11}  {}\n", word_of(one.health), one.topic, one.text);
      if (!one.fix.empty()) out << fmt::format("{:<7}  {:<11}  fix: {}\n", "", "", one.fix);
    }
    out << fmt::format("{} problems, {} warnings\n", problems, count_of(findings, Health::warning));
  }
  return problems == 0 ? 0 : 1;
}

}  // namespace assay::app
