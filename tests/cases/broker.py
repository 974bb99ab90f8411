"""librdkafka's mock cluster, from the very library that the gateway ships."""

import ctypes

TOPICS = {"instruments": "md.instruments", "books": "md.books", "ticks": "md.ticks"}


class Mock:
    """librdkafka's mock cluster."""

    def __init__(self, library):
        self.lib = lib = ctypes.CDLL(library)
        for name in (
            "rd_kafka_conf_new",
            "rd_kafka_new",
            "rd_kafka_mock_cluster_new",
            "rd_kafka_mock_cluster_bootstraps",
        ):
            getattr(lib, name).restype = ctypes.c_void_p
        lib.rd_kafka_mock_cluster_bootstraps.restype = ctypes.c_char_p
        lib.rd_kafka_conf_set.argtypes = [
            ctypes.c_void_p,
            ctypes.c_char_p,
            ctypes.c_char_p,
            ctypes.c_char_p,
            ctypes.c_size_t,
        ]
        lib.rd_kafka_new.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t]
        lib.rd_kafka_mock_cluster_new.argtypes = [ctypes.c_void_p, ctypes.c_int]
        lib.rd_kafka_mock_cluster_bootstraps.argtypes = [ctypes.c_void_p]
        lib.rd_kafka_mock_set_controller_id.argtypes = [ctypes.c_void_p, ctypes.c_int]
        lib.rd_kafka_mock_topic_create.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_int]
        lib.rd_kafka_mock_topic_delete.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
        lib.rd_kafka_mock_partition_delete_records.argtypes = [
            ctypes.c_void_p,
            ctypes.c_char_p,
            ctypes.c_int32,
            ctypes.c_int64,
        ]
        lib.rd_kafka_mock_cluster_destroy.argtypes = [ctypes.c_void_p]
        lib.rd_kafka_destroy.argtypes = [ctypes.c_void_p]
        error = ctypes.create_string_buffer(512)
        conf = lib.rd_kafka_conf_new()
        lib.rd_kafka_conf_set(conf, b"log_level", b"0", error, 512)
        self.client = lib.rd_kafka_new(0, conf, error, 512)
        self.cluster = lib.rd_kafka_mock_cluster_new(self.client, 1)
        lib.rd_kafka_mock_set_controller_id(self.cluster, 1)
        self.bootstrap = lib.rd_kafka_mock_cluster_bootstraps(self.cluster).decode()

    def create(self, topic, partitions):
        assert self.lib.rd_kafka_mock_topic_create(self.cluster, topic.encode(), partitions, 1) == 0, topic

    def delete(self, topic):
        assert self.lib.rd_kafka_mock_topic_delete(self.cluster, topic.encode()) == 0, topic

    def delete_records(self, topic, partition, before):
        assert self.lib.rd_kafka_mock_partition_delete_records(self.cluster, topic.encode(), partition, before) == 0

    def close(self):
        self.lib.rd_kafka_mock_cluster_destroy(self.cluster)
        self.lib.rd_kafka_destroy(self.client)
