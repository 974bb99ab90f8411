using k8s;
using k8s.Models;

namespace MarketGateway.Deployment.Tests.Helm;

/// <summary>The Prometheus operator's PrometheusRule: groups of rules, as in a rule file of Prometheus.</summary>
internal sealed class PrometheusRule : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = "";

    public string Kind { get; set; } = "";

    public V1ObjectMeta Metadata { get; set; } = new();

    public RuleSpec Spec { get; set; } = new();

    /// <summary>The groups.</summary>
    internal sealed class RuleSpec
    {
        public IList<RuleGroup> Groups { get; set; } = [];
    }

    /// <summary>Rules that are evaluated together.</summary>
    internal sealed class RuleGroup
    {
        public string Name { get; set; } = "";

        public string? Interval { get; set; }

        public IList<Rule> Rules { get; set; } = [];
    }

    /// <summary>A recorded series, or an alert.</summary>
    internal sealed class Rule
    {
        public string? Record { get; set; }

        public string? Alert { get; set; }

        public string Expr { get; set; } = "";

        public string? For { get; set; }

        public string? KeepFiringFor { get; set; }

        public IDictionary<string, string> Labels { get; set; } = new Dictionary<string, string>();

        public IDictionary<string, string> Annotations { get; set; } = new Dictionary<string, string>();
    }
}
