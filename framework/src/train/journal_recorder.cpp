#include "train/journal_recorder.hpp"

#include <fmt/format.h>

#include "assay/core/error.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"

namespace assay::train {
namespace {

const char* name_of(Cadence cadence) {
  switch (cadence) {
    case Cadence::step: return "step";
    case Cadence::epoch: return "epoch";
    case Cadence::eval: return "eval";
  }
  return "epoch";
}

Cadence cadence_of(const std::string& name) {
  if (name == "step") return Cadence::step;
  return name == "eval" ? Cadence::eval : Cadence::epoch;
}

const char* name_of(EventLevel level) {
  switch (level) {
    case EventLevel::info: return "info";
    case EventLevel::warning: return "warning";
    case EventLevel::error: return "error";
  }
  return "info";
}

}  // namespace

JournalRecorder::JournalRecorder(record::JournalWriter& journal, const std::vector<Value>& past, double wall_s)
    : journal_(journal), earlier_s_(wall_s) {
  for (const Value& event : past) {
    if (event.at("t") == Value("declare")) cadences_.emplace(event.at("name").string(), cadence_of(event.at("cadence").string()));
  }
}

void JournalRecorder::declare(const std::string& name, Cadence cadence, const std::string& help, const std::string& unit) {
  const auto [entry, is_new] = cadences_.emplace(name, cadence);
  if (!is_new) {
    if (entry->second == cadence) return;
    throw InternalError("recorder.redeclared",
                        fmt::format("series '{}' is declared twice, per {} and per {}", name, name_of(entry->second), name_of(cadence)));
  }
  journal_.append(Value::Table{{"t", "declare"}, {"name", name}, {"cadence", name_of(cadence)}, {"help", help}, {"unit", unit}});
}

void JournalRecorder::record(const std::string& name, double value) {
  if (cadences_.count(name) == 0) throw InternalError("recorder.undeclared", fmt::format("series '{}' got a value before it was declared", name));
  pending_[name] = value;
}

void JournalRecorder::commit(Cadence cadence, std::int64_t index) {
  Value::Table values;
  for (auto it = pending_.begin(); it != pending_.end();) {
    if (cadences_.at(it->first) != cadence) {
      ++it;
      continue;
    }
    values.emplace(it->first, it->second);
    it = pending_.erase(it);
  }
  journal_.append(Value::Table{{"t", "row"}, {"cadence", name_of(cadence)}, {"index", index}, {"wall_s", wall_s()}, {"values", std::move(values)}});
}

void JournalRecorder::event(EventLevel level, const std::string& code, const std::string& text) {
  journal_.append(Value::Table{{"t", "event"}, {"utc", utc_now()}, {"level", name_of(level)}, {"code", code}, {"text", text}});
}

void JournalRecorder::state(const std::string& state, std::int64_t epoch, std::int64_t epochs) {
  journal_.append(Value::Table{{"t", "state"}, {"state", state}, {"utc", utc_now()}, {"epoch", epoch}, {"epochs", epochs}});
}

double JournalRecorder::wall_s() const { return earlier_s_ + std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

Value JournalRecorder::pending() const {
  Value::Table table;
  for (const auto& [name, value] : pending_) table.emplace(name, value);
  return {std::move(table)};
}

void JournalRecorder::restore_pending(const Value& pending) {
  for (const auto& [name, value] : pending.table()) pending_[name] = json_number(value);
}

}  // namespace assay::train
