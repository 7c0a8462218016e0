#include "web/json_list.h"

#include <boost/json/serialize.hpp>
#include <utility>

namespace sitewatch::web {
namespace {

constexpr std::size_t slice = 32u << 10;
constexpr int rows_a_slice = 128;

}  // namespace

JsonList::JsonList(const boost::json::object& before, std::string_view name, NextRow next_row)
    : begin_(boost::json::serialize(before)), next_row_(std::move(next_row)) {
  begin_.pop_back();
  if (!before.empty()) begin_ += ',';
  begin_ += '"' + std::string{name} + "\":[";
}

Task<bool> JsonList::next(std::string& out) {
  if (!begun_) out += begin_;
  begun_ = true;
  for (int rows = 0; rows < rows_a_slice && out.size() < slice; ++rows) {
    const std::optional<boost::json::object> row = next_row_();
    if (!row) {
      out += "]}\n";
      co_return false;
    }
    if (row->empty()) continue;
    out += first_ ? "\n" : ",\n";
    out += boost::json::serialize(*row);
    first_ = false;
  }
  co_return true;
}

Response json_list(std::string_view name, JsonList::NextRow next_row, const boost::json::object& before) {
  Response response;
  response.type = "application/json; charset=utf-8";
  response.source = std::make_unique<JsonList>(before, name, std::move(next_row));
  return response;
}

}  // namespace sitewatch::web
