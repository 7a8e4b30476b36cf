/*
 * Stands in front of a native ONNX Runtime that has the WebGPU provider, in the same folder, for a managed part that is one version newer.
 *
 * Functions are only ever added at the end of ONNX Runtime's table, so a table of version 30 is one of version 31 whose last entry answers that it is not
 * there. It also makes the Vulkan loader in the folder the one that is found, and adds the software device there to the devices that the machine has
 * (VK_DRIVER_FILES, where set, rules).
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OLD_VERSION = 30, OLD_FUNCTIONS = 426, NEW_VERSION = 31, NEW_FUNCTIONS = 427 };

typedef struct {
    const void *const *(*get_api)(uint32_t version);
    const char *(*get_version)(void);
} api_base;

static const api_base *old_base;
static const void *table[NEW_FUNCTIONS];

static const char *beside(const char *name)
{
    static char path[PATH_MAX];
    Dl_info self;
    dladdr(&old_base, &self);
    snprintf(path, sizeof path, "%.*s/%s", (int)(strrchr(self.dli_fname, '/') - self.dli_fname), self.dli_fname, name);
    return path;
}

/* By full path: a name alone would find another ONNX Runtime that is already loaded. */
__attribute__((constructor)) static void load(void)
{
    setenv("VK_ADD_DRIVER_FILES", beside("vk_swiftshader_icd.json"), 0);
    dlopen(beside("libvulkan.so.1"), RTLD_NOW);
    void *library = dlopen(beside("libonnxruntime.so.1"), RTLD_NOW);
    const api_base *(*get_base)(void) = library ? (const api_base *(*)(void))dlsym(library, "OrtGetApiBase") : NULL;
    if (get_base) old_base = get_base();
    else fprintf(stderr, "%s\n", dlerror());
}

/* What version 31 added: SessionOptionsSetEpContextDataReadFunc. The first function of the table makes a status; code 9 is "not implemented". */
static void *not_there(void)
{
    return ((void *(*)(int, const char *))table[0])(9, "This native ONNX Runtime does not have that function.");
}

static const void *const *get_api(uint32_t version)
{
    if (version != NEW_VERSION) return old_base->get_api(version);
    memcpy(table, old_base->get_api(OLD_VERSION), OLD_FUNCTIONS * sizeof *table);
    table[OLD_FUNCTIONS] = (const void *)not_there;
    return table;
}

static const char *get_version(void) { return old_base->get_version(); }

const api_base *OrtGetApiBase(void)
{
    static const api_base base = { get_api, get_version };
    return old_base ? &base : NULL;
}
