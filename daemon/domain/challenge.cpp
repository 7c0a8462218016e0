#include "domain/challenge.h"

#include <algorithm>

namespace sitewatch {

namespace {

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
}

bool holds(std::string_view text, std::string_view part) {
  return std::search(text.begin(), text.end(), part.begin(), part.end(),
                     [](char a, char b) { return lower(a) == lower(b); }) != text.end();
}

/// Names that only a challenge's script holds.
struct ScriptMarks {
  bool ts = false;
  bool acw_sc = false;
  bool jsl = false;
  bool security_verify = false;
};

/// On every page visited: all names are found by the one byte they share, which HTML has few of.
ScriptMarks marks_in(std::string_view head) {
  const auto stands_at = [head](std::size_t underscore, std::size_t before, std::string_view name) {
    return underscore >= before && head.substr(underscore - before).starts_with(name);
  };
  ScriptMarks marks;
  for (std::size_t at = head.find('_'); at != std::string_view::npos; at = head.find('_', at + 1)) {
    marks.ts = marks.ts || stands_at(at, 1, "$_ts");
    marks.acw_sc = marks.acw_sc || stands_at(at, 3, "acw_sc__v2");
    marks.jsl = marks.jsl || stands_at(at, 0, "__jsl_clearance");
    marks.security_verify = marks.security_verify || stands_at(at, 8, "security_verify_data");
  }
  return marks;
}

bool is_intercept_page(const Answer& answer) {
  if (answer.body.size() > short_page) return false;
  for (const std::string_view words : {"请稍候", "安全验证", "访问异常", "人机验证", "访问行为异常"})
    if (answer.text.find(words) != std::string_view::npos) return true;
  return false;
}

}  // namespace

const std::string* Answer::header(std::string_view lower_case_name) const {
  for (const auto& [name, value] : headers)
    if (name == lower_case_name) return &value;
  return nullptr;
}

bool Answer::header_holds(std::string_view lower_case_name, std::string_view part) const {
  return std::any_of(headers.begin(), headers.end(),
                     [&](const auto& each) { return each.first == lower_case_name && holds(each.second, part); });
}

std::optional<std::string_view> challenge_in(const Answer& answer) {
  const std::string_view head = answer.body.substr(0, challenge_bytes);
  const auto in_head = [head](std::string_view part) { return head.find(part) != std::string_view::npos; };
  const ScriptMarks marks = marks_in(head);

  if (answer.status == 521) return "加速乐";
  if (answer.status == 512 && answer.header("x-via-jsl")) return "加速乐";
  if (answer.status == 412) return "瑞数";
  if (answer.status == 202 && marks.ts) return "瑞数";
  // Both cookies below are set on ordinary pages too; only their script makes an answer a challenge.
  if (marks.acw_sc && in_head("arg1=")) return "阿里云盾";
  if (answer.body.size() <= 2 * short_page && marks.jsl) return "加速乐";
  if (marks.security_verify && (in_head("yunsuo") || answer.header_holds("set-cookie", "yunsuo_session")))
    return "云锁";
  if (is_intercept_page(answer)) return "防护页面";
  return std::nullopt;
}

}  // namespace sitewatch
