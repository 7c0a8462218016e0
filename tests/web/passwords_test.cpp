// Case 127: what a guess costs tells nobody which users there are.
#include <crypt.h>
#include <dlfcn.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <vector>

#include "web/web_world.h"

namespace {
std::atomic<int> checks{0};
}

/// Stands before libcrypt's own in this program, and counts.
extern "C" char* crypt_rn(const char* phrase, const char* setting, void* data, int size) {
  ++checks;
  using Function = char* (*)(const char*, const char*, void*, int);
  // Nothing else here needs the library, so the linker may have left it out.
  static void* const library = dlopen("libcrypt.so.1", RTLD_NOW);
  static const auto real = reinterpret_cast<Function>(dlsym(library, "crypt_rn"));
  return real(phrase, setting, data, size);
}

namespace sitewatch::web {
namespace {

int checks_for(WebWorld& world, const std::string& base64, int status) {
  const int before = checks;
  EXPECT_EQ(world.ask(WebWorld::get("/metrics", "Authorization: Basic " + base64 + "\r\n")).status, status);
  return checks - before;
}

TEST(Passwords, CostOneCheckForAKnownUserAndOneForAnUnknown) {
  Settings settings = WebWorld::usual();
  // bcrypt of "right" at the least cost.
  settings.users = {{.name = "prometheus", .bcrypt = "$2y$04$abcdefghijklmnopqrstuuFmEfrkTQnczNzw475xE2VhDrK1uwJiC"}};
  WebWorld world{settings};
  EXPECT_EQ(checks_for(world, "cHJvbWV0aGV1czp3cm9uZw==", 401), 1);  // prometheus:wrong
  EXPECT_EQ(checks_for(world, "bm9ib2R5OnJpZ2h0", 401), 1);          // nobody:right
  EXPECT_EQ(checks_for(world, "cHJvbWV0aGV1czpyaWdodA==", 200), 1);  // prometheus:right
  EXPECT_EQ(checks_for(world, "cHJvbWV0aGV1czpyaWdodA==", 200), 0);
  EXPECT_EQ(checks_for(world, "bm9ib2R5OnJpZ2h0", 401), 1);
}

}  // namespace
}  // namespace sitewatch::web
