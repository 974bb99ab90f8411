using k8s;
using k8s.Models;

namespace MarketGateway.Deployment.Tests.Helm;

/// <summary>The fields of KEDA's ScaledObject that the chart may use.</summary>
internal sealed class ScaledObject : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = "";

    public string Kind { get; set; } = "";

    public V1ObjectMeta Metadata { get; set; } = new();

    public ScaledSpec Spec { get; set; } = new();

    /// <summary>What is scaled, by what.</summary>
    internal sealed class ScaledSpec
    {
        public V2CrossVersionObjectReference ScaleTargetRef { get; set; } = new();

        public int MinReplicaCount { get; set; }

        public int MaxReplicaCount { get; set; }

        public IList<Trigger> Triggers { get; set; } = [];

        public Advanced Advanced { get; set; } = new();
    }

    /// <summary>One measure; which metadata it has follows from its type, and all are text.</summary>
    internal sealed class Trigger
    {
        public string Type { get; set; } = "";

        public string MetricType { get; set; } = "";

        public IDictionary<string, string> Metadata { get; set; } = new Dictionary<string, string>();

        public V1LocalObjectReference? AuthenticationRef { get; set; }
    }

    /// <summary>What is handed on to the autoscaler that KEDA makes.</summary>
    internal sealed class Advanced
    {
        public AutoscalerConfig HorizontalPodAutoscalerConfig { get; set; } = new();
    }

    /// <summary>How fast it goes.</summary>
    internal sealed class AutoscalerConfig
    {
        public V2HorizontalPodAutoscalerBehavior Behavior { get; set; } = new();
    }
}
