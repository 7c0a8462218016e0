#include "domain/challenge.h"

#include <algorithm>
#include <cstring>

namespace sitewatch {

namespace {

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
}

bool holds(std::string_view text, std::string_view part) {
  return std::search(text.begin(), text.end(), part.begin(), part.end(),
                     [](char a, char b) { return lower(a) == lower(b); }) != text.end();
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
  // On every page visited: find() would stop at each first letter, and HTML is full of those.
  const auto in_head = [head](std::string_view part) {
    return memmem(head.data(), head.size(), part.data(), part.size()) != nullptr;
  };

  if (answer.status == 521) return "加速乐";
  if (answer.status == 512 && answer.header("x-via-jsl")) return "加速乐";
  if (answer.status == 412) return "瑞数";
  if (answer.status == 202 && in_head("$_ts")) return "瑞数";
  // Both cookies below are set on ordinary pages too; only their script makes an answer a challenge.
  if (in_head("acw_sc__v2") && in_head("arg1=")) return "阿里云盾";
  if (answer.body.size() <= 2 * short_page && in_head("__jsl_clearance")) return "加速乐";
  if (in_head("security_verify_data") && (in_head("yunsuo") || answer.header_holds("set-cookie", "yunsuo_session")))
    return "云锁";
  if (is_intercept_page(answer)) return "防护页面";
  return std::nullopt;
}

}  // namespace sitewatch
