#include <doctest/doctest.h>

#include "assay/core/error.hpp"
#include "base/json.hpp"
#include "report/page/html.hpp"
#include "report/page/shared_blocks.hpp"

using namespace assay;
using namespace assay::report;

TEST_CASE("text for HTML ends neither an element nor an attribute") {
  CHECK(html_text("a < b & \"c\" > 'd'") == "a &lt; b &amp; &quot;c&quot; &gt; &#39;d&#39;");
  CHECK(html_text("größer als π") == "größer als π");
  CHECK(html_text("cut \xC3") == "cut \xEF\xBF\xBD");
}

TEST_CASE("JSON in a script element cannot end it and reads back") {
  const Value value = Value::Table{{"title", "</script><!-- <b> \" ' \\ \xE2\x80\xA8"}, {"numbers", Value::Array{1, 2.5, Value()}}};
  const std::string json = script_json(value);
  CHECK(json.find('<') == std::string::npos);
  CHECK(parse_json(json) == value);
}

TEST_CASE("places of a template are filled once") {
  CHECK(fill_places("{{a}}-{{b}}{{a}}}", {{"a", "{{b}}"}, {"b", "2"}}) == "{{b}}-2{{b}}}");
  CHECK(fill_places("no place {{", {}) == "no place {{");
  CHECK_THROWS_AS(fill_places("{{c}}", {{"a", ""}}), InternalError);
}

TEST_CASE("base 64 is that of RFC 4648") {
  CHECK(base64("").empty());
  CHECK(base64("f") == "Zg==");
  CHECK(base64("fooba") == "Zm9vYmE=");
  CHECK(base64("foo") == "Zm9v");
  CHECK(base64("foobar") == "Zm9vYmFy");
  CHECK(base64(std::string("\xFF\x00\xFE", 3)) == "/wD+");
}

TEST_CASE("an inline script is admitted by the hash of its text") {
  // SHA-256 of nothing, as FIPS 180-4 gives it, in base 64
  CHECK(policy_source("") == "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='");
}

TEST_CASE("images are addresses that stay inside an attribute") {
  CHECK(image_address("image/svg+xml", "<svg a=\"#b\">50%\n</svg>") == "data:image/svg+xml,%3Csvg a=%22%23b%22%3E50%25%0A%3C/svg%3E");
  CHECK(image_address("image/png", "foo") == "data:image/png;base64,Zm9v");
}

TEST_CASE("times are read by people and by programs") {
  CHECK(time_html("2026-11-26T06:55:19.388Z") == "<time datetime=\"2026-11-26T06:55:19.388Z\">2026-11-26 06:55:19 UTC</time>");
  CHECK(time_html("<yesterday>") == "&lt;yesterday&gt;");
}

TEST_CASE("what several trials have in common is on the page once") {
  SharedBlocks specs("spec", "Spec");
  CHECK(specs.empty());
  CHECK(specs.link("<p>x</p>", "a, seed 1") == "<a href=\"#spec-1\">Spec 1</a>");
  CHECK(specs.link("<p>y</p>", "b & c") == "<a href=\"#spec-2\">Spec 2</a>");
  for (const char* user : {"a, seed 2", "a, seed 3", "a, seed 4", "a, seed 5"})
    CHECK(specs.link("<p>x</p>", user) == "<a href=\"#spec-1\">Spec 1</a>");
  const std::string html = specs.html();
  CHECK(html.find("<p>x</p>") == html.rfind("<p>x</p>"));
  CHECK(html.find("a, seed 1; a, seed 2; a, seed 3; a, seed 4; and 1 more") != std::string::npos);
  CHECK(html.find("b &amp; c") != std::string::npos);
}
