#include "app/host_apply.hpp"

#include "app/child_work.hpp"
#include "train/apply_model.hpp"

namespace assay::app {
namespace {

constexpr int longest_ms = 30 * 60 * 1000;

}  // namespace

void add_apply_operation(host::Server& server, const host::Registry& registry) {
  server.on("apply", [&server, &registry](const Value& message) -> Value {
    const Work apply = [&](const Value& request) -> Value {
      train::apply_model(record::ApplyRequest::from_value(request), registry);
      return {};
    };
    const ChildWork work{apply, "the trained model was at work", "plugin.crashed-at-work", longest_ms};
    return Value::Table{{"error", work_on_all({message.at("request")}, work, server).front()}};
  });
}

}  // namespace assay::app
