#include <doctest/doctest.h>

#include "support/reader.hpp"

namespace {

using assay::Value;
using namespace test_support;

const Reader reader("csv", {{"train_samples", "a.csv"}, {"scale", "none"}});

assay::Diagnostic problem(const std::string& text, Value::Table options = {}) { return reader.problem("a.csv", text, std::move(options)); }

const std::string table = "a,b,class\n1,2.5,0\n-3e0, 4 ,2\r\n\n5,6,1";

}  // namespace

TEST_CASE("columns become features and the last one labels") {
  const TemporaryFolder folder;
  const auto expected = values({1, 2.5, -3, 4, 5, 6}).view({3, 2});
  for (const auto& text : {table, gzipped(table)}) {
    write_file(folder / "a.csv", text);
    const auto dataset = reader.in(folder, {{"classes", 3}});
    CHECK(dataset->info().count == 3);
    CHECK(dataset->info().shape == std::vector<std::int64_t>{2});
    CHECK(dataset->info().classes == 3);
    CHECK(dataset->load().x.equal(expected));
    CHECK(dataset->load().labels.equal(torch::tensor({0, 2, 1}, torch::kInt64)));
    CHECK(reader.in(folder, {{"limit", 2}})->load().x.equal(expected.narrow(0, 0, 2)));
  }
}

TEST_CASE("the label column is found by place, number or name") {
  const TemporaryFolder folder;
  write_file(folder / "a.csv", "k,x,\"the class\"\n1,2,3\n");
  const auto read = [&](const char* column) {
    const auto contents = reader.in(folder, {{"label_column", column}})->load();
    return std::make_pair(contents.x.view(-1), contents.labels.defined() ? contents.labels.item<std::int64_t>() : -1);
  };
  CHECK(read("first").second == 1);
  CHECK(read("first").first.equal(values({2, 3})));
  CHECK(read("1").second == 2);
  CHECK(read("1").first.equal(values({1, 3})));
  CHECK(read("the class").second == 3);
  CHECK(read("none").second == -1);
  CHECK(read("none").first.equal(values({1, 2, 3})));
  CHECK(reader.in(folder, {{"label_column", "none"}})->info().classes == 0);
  const auto missing = load_problem(*reader.in(folder, {{"label_column", "y"}}));
  CHECK(missing.code == "data.missing-array");
  CHECK(contains(missing.help, "k, x, the class"));
  CHECK(load_problem(*reader.in(folder, {{"label_column", "3"}})).code == "data.missing-array");
}

TEST_CASE("labels may be texts in a given order") {
  const TemporaryFolder folder;
  write_file(folder / "a.csv", "x,y\n1,cat\n2,\"dog, old\"\n3,cat\n");
  const auto dataset = reader.in(folder, {{"class_names", Value::Array{"dog, old", "cat"}}});
  CHECK(dataset->info().classes == 2);
  CHECK(dataset->info().class_names == std::vector<std::string>{"dog, old", "cat"});
  CHECK(dataset->load().labels.equal(torch::tensor({1, 0, 1}, torch::kInt64)));
  CHECK(problem("x,y\n1,cow\n", {{"class_names", Value::Array{"dog", "cat"}}}).code == "data.label-out-of-range");
  const auto code = [&](const Value::Table& options) { return test_support::error_code([&] { return reader.in(folder, options); }); };
  CHECK(code({{"class_names", Value::Array{"a", "a"}}}) == "spec.inconsistent-options");
  CHECK(code({{"class_names", Value::Array{"a", "b"}}, {"first_label", 1}}) == "spec.inconsistent-options");
}

TEST_CASE("separators and tables without names") {
  const TemporaryFolder folder;
  const auto read = [&](const std::string& text, const char* separator) {
    write_file(folder / "a.csv", text);
    return reader.in(folder, {{"separator", separator}, {"header", false}, {"label_column", "first"}})->load().x.view(-1);
  };
  CHECK(read("1;2;3\n", "semicolon").equal(values({2, 3})));
  CHECK(read("1\t2\t3\n", "tab").equal(values({2, 3})));
  CHECK(read("  1  2   3 \n", "space").equal(values({2, 3})));
  CHECK(read("\"1\",\"2\" ,3\n", "comma").equal(values({2, 3})));
}

TEST_CASE("tables that are not as they should be are reported with the line") {
  CHECK(problem("").code == "data.empty-file");
  CHECK(problem("a,b\n").code == "data.no-samples");
  CHECK(problem("a\n1\n").code == "data.wrong-columns");
  const auto ragged = problem("a,b,c\n1,2,0\n1,0\n");
  CHECK(ragged.code == "data.wrong-columns");
  CHECK(contains(ragged.message, "line 3"));
  const auto text = problem("a,b,c\n1,x,0\n");
  CHECK(text.code == "data.bad-line");
  CHECK(contains(text.message, "'x' is no number in line 2"));
  CHECK(contains(text.message, "column 'b'"));
  CHECK(contains(problem("a,b,c\n1,,0\n").message, "missing"));
  CHECK(contains(problem("1,2,0\n3,4,1\n").help, "header = false"));
  CHECK(problem("a,b\n\"1,2\n").code == "data.bad-line");
  CHECK(problem("a,b\n\"1\"x,2\n").code == "data.bad-line");
  CHECK(problem(std::string("a,b\n1,\0\n", 8)).code == "data.wrong-magic");
  constexpr std::size_t too_long = 17000000;
  CHECK(problem(gzipped("a,b\n" + std::string(too_long, '1'))).code == "data.line-too-long");
}

TEST_CASE("values and labels of a table are checked") {
  CHECK(problem("a,y\nnan,0\n").code == "data.not-finite");
  CHECK(problem("a,y\n2,0\n", {{"scale", "unit"}}).code == "data.value-out-of-range");
  CHECK(problem("a,y\n2,0\n", {{"scale", "unit"}, {"range", Value::Array{0.0, 4.0}}}).code.empty());
  CHECK(problem("a,y\n1,-1\n").code == "data.label-out-of-range");
  CHECK(problem("a,y\n1,0.5\n").code == "data.label-not-whole");
  std::string large = "a,y\n";
  for (int i = 0; i < 300000; ++i) large += "1,0\n";
  CHECK(problem(gzipped(large), {{"memory_limit", 1}}).code == "data.too-large");
}

TEST_CASE("damage of a valid table ends in a data error or in finite data") {
  const TemporaryFolder folder;
  const auto make = [&] { return reader.in(folder, {{"memory_limit", 16}}); };
  const auto plain = test_support::try_damage(folder / "a.csv", table, {1, 60}, make);
  CHECK(plain.refused > 40);
  const auto compressed = test_support::try_damage(folder / "a.csv", gzipped(table), {1, 60}, make);
  CHECK(compressed.refused > 10 * compressed.read);
}
