/* A chain of GStreamer elements between fakesrc and fakesink: chain KIND NODES BLOCKS, KIND one of identity, queue.
   Sends so many buffers of 1 KiB and prints the seconds they took by the clock and of all processors. */
#include <gst/gst.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double seconds(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    if (argc != 4) { g_printerr("usage: %s identity|queue NODES BLOCKS\n", argv[0]); return 2; }
    gst_init(NULL, NULL);

    const char *element = strcmp(argv[1], "queue") == 0 ? " ! queue max-size-buffers=64 max-size-bytes=0 max-size-time=0" : " ! identity signal-handoffs=false";
    GString *line = g_string_new(NULL);
    g_string_printf(line, "fakesrc num-buffers=%s sizetype=fixed sizemax=1024 filltype=nothing", argv[3]);
    for (int i = atoi(argv[2]); i > 0; i--) g_string_append(line, element);
    g_string_append(line, " ! fakesink sync=false");

    GError *error = NULL;
    GstElement *pipeline = gst_parse_launch(line->str, &error);
    if (error) { g_printerr("%s\n", error->message); return 1; }

    double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    gst_element_set_state(pipeline, GST_STATE_PLAYING);
    GstBus *bus = gst_element_get_bus(pipeline);
    GstMessage *last = gst_bus_timed_pop_filtered(bus, GST_CLOCK_TIME_NONE, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
    wall = seconds(CLOCK_MONOTONIC) - wall;
    cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;

    int failed = GST_MESSAGE_TYPE(last) == GST_MESSAGE_ERROR;
    if (!failed) g_print("%.6f %.6f\n", wall, cpu);
    gst_message_unref(last);
    gst_element_set_state(pipeline, GST_STATE_NULL);
    return failed;
}
