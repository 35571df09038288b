#include "train/composition.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "assay/core/error.hpp"
#include "assay/options/field.hpp"
#include "base/settings.hpp"
#include "base/suggest.hpp"

namespace assay::train {
namespace {

const char* family_name(LatentFamily family) {
  switch (family) {
    case LatentFamily::deterministic: return "deterministic";
    case LatentFamily::gaussian: return "gaussian";
    case LatentFamily::categorical: return "categorical";
  }
  return "unknown";
}

/// Collects what is wrong, so that all of it is reported at once.
class Misfits {
 public:
  void add(const char* code, std::string message, std::string help = {}, std::vector<std::string> notes = {}) {
    diagnostics_.push_back({code, std::move(message), {}, std::move(help), std::move(notes)});
  }
  void throw_if_any() {
    if (!diagnostics_.empty()) throw SpecError(std::move(diagnostics_));
  }

 private:
  std::vector<Diagnostic> diagnostics_;
};

std::vector<std::string> latent_names(const Composition& composition) {
  std::vector<std::string> names;
  for (const auto& part : composition.latents) names.push_back(part.name);
  return names;
}

void resolve_latent(Composition& composition, LossTerm& term, Misfits& misfits) {
  const auto names = latent_names(composition);
  if (term.on.empty()) {
    misfits.add("spec.loss-without-latent", fmt::format("loss '{}' needs 'on', the name of the latent it reads", term.use), "",
                {"latents are: " + join(names)});
    return;
  }
  const auto found = std::find(names.begin(), names.end(), term.on);
  if (found == names.end()) {
    misfits.add("spec.unknown-latent", fmt::format("loss '{}' is on '{}', which is no latent", term.use, term.on), did_you_mean(term.on, names),
                {"latents are: " + join(names)});
    return;
  }
  term.latent_index = static_cast<std::size_t>(found - names.begin());
  const LatentPart& part = composition.latents[term.latent_index];
  if (part.latent->family() != term.of_latent->family()) {
    misfits.add("spec.wrong-latent-family",
                fmt::format("loss '{}' is for {} latents, but '{}' ({}) is {}", term.use, family_name(term.of_latent->family()), part.name, part.use,
                            family_name(part.latent->family())));
  }
}

void resolve_terms(Composition& composition, Misfits& misfits) {
  for (auto& term : composition.losses) {
    term.reconstruction = dynamic_cast<const ReconstructionLoss*>(term.loss.get());
    term.of_latent = dynamic_cast<const LatentLoss*>(term.loss.get());
    if (term.of_latent != nullptr) resolve_latent(composition, term, misfits);
    if (term.reconstruction != nullptr && !term.on.empty()) {
      misfits.add("spec.loss-on-reconstruction", fmt::format("loss '{}' compares the decoder's output with the data and takes no 'on'", term.use));
    }
  }
}

void name_terms(Composition& composition, Misfits& misfits) {
  const auto uses = [&](const std::string& use) {
    return std::count_if(composition.losses.begin(), composition.losses.end(), [&](const LossTerm& term) { return term.use == use; });
  };
  std::vector<std::string> names;
  for (auto& term : composition.losses) {
    term.name = uses(term.use) > 1 && !term.on.empty() ? term.use + "@" + term.on : term.use;
    if (std::find(names.begin(), names.end(), term.name) != names.end()) {
      misfits.add("spec.duplicate-loss", fmt::format("loss '{}' is given twice{}", term.use, term.on.empty() ? "" : " on '" + term.on + "'"),
                  "give one term the sum of the weights");
    }
    names.push_back(term.name);
  }
}

void check_output(Composition& composition, const DatasetInfo& data, Misfits& misfits) {
  const LossTerm* first = nullptr;
  for (const auto& term : composition.losses) {
    if (term.reconstruction == nullptr) continue;
    if (first == nullptr) first = &term;
    if (term.reconstruction->output_function() != first->reconstruction->output_function()) {
      misfits.add("spec.two-output-functions",
                  fmt::format("losses '{}' and '{}' read the decoder's output through different functions", first->use, term.use), "use one of them");
    }
  }
  if (first == nullptr) {
    misfits.add("spec.no-reconstruction-loss", "no loss compares the decoder's output with the data",
                "add a reconstruction loss such as 'bce' or 'mse'");
    return;
  }
  composition.output = first->reconstruction->output_function();
  const bool unbounded = data.lowest == data.highest;
  if (composition.output == OutputFunction::sigmoid && (unbounded || data.lowest < 0.0 || data.highest > 1.0)) {
    misfits.add("spec.data-outside-unit-range",
                fmt::format("loss '{}' needs data in [0, 1], but the data set's values are {}", first->use,
                            unbounded ? std::string("unbounded") : fmt::format("in [{:g}, {:g}]", data.lowest, data.highest)),
                "use a loss for real values such as 'mse', or scale the data");
  }
}

void check_widths(const Composition& composition, Misfits& misfits) {
  if (composition.latents.empty()) {
    misfits.add("spec.no-latent", "a composed model needs at least one latent", "add a table such as [latent.z]");
  }
  for (const auto& part : composition.latents) {
    const std::int64_t features = composition.encoder->features();
    if (part.latent->parameter_width() == 0 && part.latent->width() != 0 && part.latent->width() != features) {
      misfits.add("spec.latent-width", fmt::format("latent '{}' ({}) reads the {} features as they are, but has a code of width {}", part.name,
                                                   part.use, features, part.latent->width()));
    }
  }
}

const std::string& use_of(const Value& table) { return table.at("use").string(); }

}  // namespace

Value without(const Value& table, const std::vector<std::string>& keys) {
  Value copy = table;
  for (const auto& key : keys) copy.table().erase(key);
  return copy;
}

std::int64_t Composition::code_width(const LatentPart& part) const { return part.latent->width() > 0 ? part.latent->width() : encoder->features(); }

void check_composition(Composition& composition, const DatasetInfo& data) {
  Misfits misfits;
  check_widths(composition, misfits);
  resolve_terms(composition, misfits);
  name_terms(composition, misfits);
  check_output(composition, data, misfits);
  misfits.throw_if_any();
}

Composition compose(const Value& resolved, const host::Registry& registry, BuildContext& context) {
  Composition composition;
  const Value& encoder = resolved.at("encoder");
  composition.encoder_use = use_of(encoder);
  composition.encoder = registry.create<Encoder>(encoder, context);
  if (const Value* latents = resolved.find("latent")) {
    for (const auto& [name, table] : latents->table()) {
      composition.latents.push_back({name, use_of(table), registry.create<Latent>(table, context)});
    }
  }
  if (const Value* losses = resolved.find("loss")) {
    for (const auto& table : losses->array()) {
      LossTableOptions own;
      Value::Table own_keys;
      for (const char* key : {"on", "weight"}) {
        if (const Value* value = table.find(key)) own_keys.emplace(key, *value);
      }
      own = parse_options<LossTableOptions>(Value(std::move(own_keys)));
      LossTerm term;
      term.use = use_of(table);
      term.on = own.on;
      term.weight = own.weight;
      term.loss = registry.create<Loss>(without(table, {"on", "weight"}), context);
      composition.losses.push_back(std::move(term));
    }
  }
  check_composition(composition, context.dataset());
  return composition;
}

}  // namespace assay::train
