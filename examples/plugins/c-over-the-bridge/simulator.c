/*
 * A whole network simulator in C that speaks astra-ts's language of lines (docs/plugins/simulator-process.md): every NPU has one port of 20 bytes per ns, which sends one
 * message after another; the way to any other NPU takes 1000 ns.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double latency = 1000, bandwidth = 20;

struct message {
  long number;
  double due;
};

/* Messages under way, soonest first; those of one time in the order sent. */
static struct message *queue;
static long queued, room;
/* When each NPU's port is free again. */
static double *free_at;
static long npus, sent;

static void *grown(void *list, size_t bytes) {
  void *more = realloc(list, bytes);
  if (more != NULL) return more;
  printf("error no memory left\n");
  exit(1);
}

static void send_message(long number, long source, double bytes, double time) {
  double start = fmax(time, free_at[source]);
  long place = queued++;
  if (queued > room) queue = grown(queue, (size_t)(room = 2 * queued) * sizeof *queue);
  free_at[source] = start + ceil(bytes / bandwidth);
  struct message new = {number, free_at[source] + latency};
  while (place > 0 && queue[place - 1].due > new.due) {
    queue[place] = queue[place - 1];
    place--;
  }
  queue[place] = new;
  sent++;
}

/* "at <time> <numbers>": to the first delivery, but not past the limit. */
static void run(const char *limit) {
  int endless = strcmp(limit, "-") == 0;
  double last = endless ? INFINITY : strtod(limit, NULL);
  if (queued == 0 && endless) {
    printf("idle\n");
  } else if (queued == 0 || queue[0].due > last) {
    printf("at %s\n", limit);
  } else {
    double due = queue[0].due;
    long count = 0;
    printf("at %.17g", due);
    while (count < queued && queue[count].due == due) printf(" %ld", queue[count++].number);
    printf("\n");
    queued -= count;
    memmove(queue, queue + count, (size_t)queued * sizeof *queue);
  }
}

int main(void) {
  char line[4096], limit[64];
  long number, source, destination;
  double bytes, time;
  while (fgets(line, sizeof line, stdin) != NULL) {
    if (sscanf(line, "send %ld %ld %ld %lf %lf", &number, &source, &destination, &bytes, &time) == 5) {
      send_message(number, source, bytes, time);
    } else if (sscanf(line, "run %63s", limit) == 1) {
      run(limit);
    } else if (strncmp(line, "astra-ts ", 9) == 0) {
      printf("simulator one-port 1.0 protocol 1\n");
    } else if (sscanf(line, "npus %ld", &npus) == 1) {
      free_at = grown(NULL, (size_t)npus * sizeof *free_at);
      for (long npu = 0; npu < npus; npu++) free_at[npu] = 0;
    } else if (strcmp(line, "start\n") == 0) {
      printf("ready\n");
    } else if (strcmp(line, "report\n") == 0) {
      printf("counter sent %ld\nend\n", sent);
    } else if (strcmp(line, "quit\n") == 0) {
      break;
    } else if (strncmp(line, "nodes ", 6) != 0 && strncmp(line, "link ", 5) != 0) {
      printf("error this simulator does not know the line %s", line);
    }
    /* What has been said must be heard before the next line is waited for. */
    fflush(stdout);
  }
  return 0;
}
