#include "spec/variants.hpp"

#include <doctest/doctest.h>

#include "spec/document.hpp"
#include "spec/source.hpp"

using assay::spec::Findings;
using assay::spec::parse_source;
using assay::spec::Profile;
using assay::spec::Variants;

namespace {

Variants variants_of(const std::string& text) {
  Findings findings;
  Variants variants = read_variants(parse_source({"spec.toml", text}), findings);
  findings.throw_if_any();
  return variants;
}

std::vector<std::string> paths(const assay::spec::Layers& layers) {
  std::vector<std::string> list;
  for (const auto& layer : layers) {
    for (const auto& one : layer) list.push_back(one.path);
  }
  return list;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("arms are a list or named tables and mean the same") {
  const auto listed = variants_of("[[arm]]\nname = \"b\"\nset = { \"x.y\" = 1 }\ncase.c = { \"x.z\" = 2 }\n[[arm]]\nname = \"a\"\ncases = [\"c\"]\n");
  const auto named = variants_of("[arm.b]\nset = { \"x.y\" = 1 }\n[arm.b.case.c]\n\"x.z\" = 2\n[arm.a]\ncases = [\"c\"]\n");
  for (const auto& variants : {listed, named}) {
    CHECK(variants.arm_names() == Names{"b", "a"});  // in the order of the file
    CHECK(paths(variants.own_of("b", "c")) == Names{"x.y", "x.z"});
    CHECK(paths(variants.own_of("b", "d")) == Names{"x.y"});
    CHECK(variants.arms[1].tried_in("c"));
    CHECK_FALSE(variants.arms[1].tried_in("d"));
    CHECK(variants.arms[0].tried_in("d"));
  }
}

TEST_CASE("a spec without arms has one") { CHECK(variants_of("schema = 1\n").arm_names() == Names{"main"}); }

TEST_CASE("a profile shares what it sets everywhere and in a case, and an arm has its own") {
  const auto root =
      parse_source({"spec.toml",
                    "[profile.fast]\nset = { \"a.a\" = 1 }\n[profile.fast.case.c.set]\n\"a.b\" = 2\n[profile.fast.arm.m]\nset = { \"a.c\" = 3 }\n"
                    "case.c = { \"a.d\" = 4 }\n[test]\nsmoke = { set = { \"a.e\" = 5 } }\n"});
  Findings findings;
  const std::vector<Profile> profiles = read_profiles(root, findings);
  CHECK(findings.empty());
  REQUIRE(profiles.size() == 2);
  CHECK(profiles[0].name == "fast");
  const Variants& changes = profiles[0].changes;
  CHECK(paths(changes.shared_in("c")) == Names{"a.a", "a.b"});
  CHECK(paths(changes.shared_in("")) == Names{"a.a"});
  CHECK(paths(changes.own_of("m", "c")) == Names{"a.c", "a.d"});
  CHECK(changes.own_of("n", "c").empty());
  CHECK(changes.all().size() == 4);
  CHECK(profiles[1].name == assay::spec::smoke_profile);
  CHECK(paths({profiles[1].changes.set}) == Names{"a.e"});
}
