#include "support/lossy_vfs.h"

#include <sqlite3.h>

#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <vector>

namespace sitewatch {
namespace {

constexpr std::size_t sector = 512;

struct Unsynced {
  std::size_t offset = 0;
  std::string bytes;
  bool truncation = false;  // `offset` is the new size.
};

struct TrackedFile {
  std::string durable;
  std::vector<Unsynced> unsynced;
};

void apply(std::string& content, const Unsynced& change) {
  if (change.truncation) {
    content.resize(change.offset);
    return;
  }
  if (content.size() < change.offset + change.bytes.size()) content.resize(change.offset + change.bytes.size());
  content.replace(change.offset, change.bytes.size(), change.bytes);
}

void apply_torn(std::string& content, const Unsynced& change, std::mt19937_64& random) {
  const auto fate = random() % 3;
  if (fate == 0) return;
  if (fate == 1 || change.truncation) return apply(content, change);
  for (std::size_t from = 0; from < change.bytes.size(); from += sector)
    if (random() % 2 == 0) apply(content, {change.offset + from, change.bytes.substr(from, sector)});
}

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

struct LossyDisk::State {
  sqlite3_vfs vfs{};
  sqlite3_vfs* real = nullptr;
  sqlite3_io_methods methods{};

  mutable std::mutex mutex;
  std::map<std::string, TrackedFile> files;
  bool full = false;
  bool syncs_fail = false;
  bool syncs_ignored = false;
  bool dead = false;
  std::uint64_t count = 0;
  std::uint64_t dies_at = 0;

  // Counts one operation; true: the power is gone.
  bool operate() {
    ++count;
    if (dies_at != 0 && count >= dies_at) dead = true;
    return dead;
  }
};

namespace {

struct LossyFile {
  sqlite3_file base;
  LossyDisk::State* disk;
  TrackedFile* tracked;  // Null for temporary files.
  sqlite3_file* real;    // Right behind this struct.
};

LossyFile& lossy(sqlite3_file* file) {
  return *reinterpret_cast<LossyFile*>(file);
}
sqlite3_file* real(sqlite3_file* file) {
  return lossy(file).real;
}

int close_file(sqlite3_file* file) {
  sqlite3_file* below = real(file);
  return below->pMethods ? below->pMethods->xClose(below) : SQLITE_OK;
}

int read_file(sqlite3_file* file, void* into, int count, sqlite3_int64 offset) {
  return real(file)->pMethods->xRead(real(file), into, count, offset);
}

int write_file(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
  LossyFile& self = lossy(file);
  const std::lock_guard lock(self.disk->mutex);
  if (self.disk->operate()) return SQLITE_IOERR_WRITE;
  if (self.disk->full) return SQLITE_FULL;
  const int code = self.real->pMethods->xWrite(self.real, bytes, count, offset);
  if (code == SQLITE_OK && self.tracked) {
    self.tracked->unsynced.push_back({static_cast<std::size_t>(offset),
                                      std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(count))});
  }
  return code;
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  LossyFile& self = lossy(file);
  const std::lock_guard lock(self.disk->mutex);
  if (self.disk->operate()) return SQLITE_IOERR_TRUNCATE;
  const int code = self.real->pMethods->xTruncate(self.real, size);
  if (code == SQLITE_OK && self.tracked) self.tracked->unsynced.push_back({static_cast<std::size_t>(size), {}, true});
  return code;
}

int sync_file(sqlite3_file* file, int) {
  LossyFile& self = lossy(file);
  const std::lock_guard lock(self.disk->mutex);
  if (self.disk->operate() || self.disk->syncs_fail) return SQLITE_IOERR_FSYNC;
  // What really reaches the machine's disk does not matter here, so no fsync slows the test.
  if (!self.disk->syncs_ignored && self.tracked) {
    for (const Unsynced& change : self.tracked->unsynced) apply(self.tracked->durable, change);
    self.tracked->unsynced.clear();
  }
  return SQLITE_OK;
}

int size_of_file(sqlite3_file* file, sqlite3_int64* size) {
  return real(file)->pMethods->xFileSize(real(file), size);
}
int lock_file(sqlite3_file* file, int level) {
  return real(file)->pMethods->xLock(real(file), level);
}
int unlock_file(sqlite3_file* file, int level) {
  return real(file)->pMethods->xUnlock(real(file), level);
}
int check_lock(sqlite3_file* file, int* held) {
  return real(file)->pMethods->xCheckReservedLock(real(file), held);
}
int control_file(sqlite3_file* file, int what, void* with) {
  // Room is made by writing only, where it can be refused.
  if (what == SQLITE_FCNTL_SIZE_HINT) return SQLITE_OK;
  return real(file)->pMethods->xFileControl(real(file), what, with);
}
int sector_size(sqlite3_file*) {
  return sector;
}
// No promises: neither atomic writes nor safe appends.
int traits(sqlite3_file*) {
  return 0;
}
int map_shared(sqlite3_file* file, int region, int size, int extend, void volatile** where) {
  return real(file)->pMethods->xShmMap(real(file), region, size, extend, where);
}
int lock_shared(sqlite3_file* file, int offset, int count, int flags) {
  return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}
void barrier(sqlite3_file* file) {
  real(file)->pMethods->xShmBarrier(real(file));
}
int unmap_shared(sqlite3_file* file, int remove) {
  return real(file)->pMethods->xShmUnmap(real(file), remove);
}

LossyDisk::State& disk_of(sqlite3_vfs* vfs) {
  return *static_cast<LossyDisk::State*>(vfs->pAppData);
}

int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  LossyDisk::State& disk = disk_of(vfs);
  const std::lock_guard lock(disk.mutex);
  LossyFile& self = lossy(file);
  self.base.pMethods = nullptr;
  self.disk = &disk;
  self.tracked = nullptr;
  self.real = reinterpret_cast<sqlite3_file*>(&self + 1);
  std::string before = name ? content_of(name) : std::string{};
  const int code = disk.real->xOpen(disk.real, name, self.real, flags, out_flags);
  if (code != SQLITE_OK) return code;
  self.base.pMethods = &disk.methods;
  if (name) self.tracked = &disk.files.try_emplace(name, TrackedFile{std::move(before), {}}).first->second;
  return SQLITE_OK;
}

int delete_file(sqlite3_vfs* vfs, const char* name, int sync_directory) {
  LossyDisk::State& disk = disk_of(vfs);
  const std::lock_guard lock(disk.mutex);
  if (disk.operate()) return SQLITE_IOERR_DELETE;
  const int code = disk.real->xDelete(disk.real, name, sync_directory);
  // SQLite deletes closed files only; a deletion counts as durable at once.
  if (code == SQLITE_OK) disk.files.erase(name);
  return code;
}

void set_methods(sqlite3_io_methods& methods) {
  methods.iVersion = 2;
  methods.xClose = close_file;
  methods.xRead = read_file;
  methods.xWrite = write_file;
  methods.xTruncate = truncate_file;
  methods.xSync = sync_file;
  methods.xFileSize = size_of_file;
  methods.xLock = lock_file;
  methods.xUnlock = unlock_file;
  methods.xCheckReservedLock = check_lock;
  methods.xFileControl = control_file;
  methods.xSectorSize = sector_size;
  methods.xDeviceCharacteristics = traits;
  methods.xShmMap = map_shared;
  methods.xShmLock = lock_shared;
  methods.xShmBarrier = barrier;
  methods.xShmUnmap = unmap_shared;
}

}  // namespace

LossyDisk::LossyDisk() : state_(std::make_unique<State>()) {
  sqlite3_initialize();
  state_->real = sqlite3_vfs_find(nullptr);
  state_->vfs = *state_->real;
  state_->vfs.iVersion = 1;
  state_->vfs.szOsFile = static_cast<int>(sizeof(LossyFile)) + state_->real->szOsFile;
  state_->vfs.pNext = nullptr;
  state_->vfs.zName = "lossy";
  state_->vfs.pAppData = state_.get();
  state_->vfs.xOpen = open_file;
  state_->vfs.xDelete = delete_file;
  // The rest goes by the system's calls and looks at no field of ours, but takes its own table.
  state_->vfs.xAccess = [](sqlite3_vfs* vfs, const char* name, int flags, int* answer) {
    sqlite3_vfs* below = disk_of(vfs).real;
    return below->xAccess(below, name, flags, answer);
  };
  state_->vfs.xFullPathname = [](sqlite3_vfs* vfs, const char* name, int size, char* full) {
    sqlite3_vfs* below = disk_of(vfs).real;
    return below->xFullPathname(below, name, size, full);
  };
  set_methods(state_->methods);
  sqlite3_vfs_register(&state_->vfs, 1);
}

LossyDisk::~LossyDisk() {
  sqlite3_vfs_unregister(&state_->vfs);
  sqlite3_vfs_register(state_->real, 1);
}

void LossyDisk::fill() {
  const std::lock_guard lock(state_->mutex);
  state_->full = true;
}

void LossyDisk::fail_syncs() {
  const std::lock_guard lock(state_->mutex);
  state_->syncs_fail = true;
}

void LossyDisk::mend() {
  const std::lock_guard lock(state_->mutex);
  state_->full = false;
  state_->syncs_fail = false;
}

void LossyDisk::ignore_syncs() {
  const std::lock_guard lock(state_->mutex);
  state_->syncs_ignored = true;
}

void LossyDisk::fail_power_at(std::uint64_t operation) {
  const std::lock_guard lock(state_->mutex);
  state_->dies_at = state_->count + operation;
}

bool LossyDisk::power_failed() const {
  const std::lock_guard lock(state_->mutex);
  return state_->dead;
}

std::uint64_t LossyDisk::operations() const {
  const std::lock_guard lock(state_->mutex);
  return state_->count;
}

void LossyDisk::restore_power(std::uint64_t seed) {
  const std::lock_guard lock(state_->mutex);
  std::mt19937_64 random(seed);
  for (auto& [path, file] : state_->files) {
    for (const Unsynced& change : file.unsynced) apply_torn(file.durable, change, random);
    file.unsynced.clear();
    std::ofstream(path, std::ios::binary | std::ios::trunc) << file.durable;
  }
  state_->files.clear();
  state_->dead = false;
  state_->dies_at = 0;
}

}  // namespace sitewatch
