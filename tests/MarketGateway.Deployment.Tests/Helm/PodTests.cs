using k8s.Models;

namespace MarketGateway.Deployment.Tests.Helm;

/// <summary>What a replica may do, how it begins and how it ends.</summary>
public sealed class PodTests
{
    public static TheoryData<string> ValueSets => Chart.ValueSets;

    [Theory]
    [MemberData(nameof(ValueSets))]
    public async Task A_replica_has_no_right_that_it_does_not_need(string valueSet)
    {
        var release = await ChartRenderer.RenderAsync(valueSet);
        V1PodSpec[] pods = [release.Pod, release.Single<V1Pod>().Spec];

        Assert.All(pods, pod =>
        {
            Assert.False(pod.AutomountServiceAccountToken);
            Assert.True(pod.SecurityContext.RunAsNonRoot);
            Assert.NotEqual(0, pod.SecurityContext.RunAsUser);
            Assert.Equal("RuntimeDefault", pod.SecurityContext.SeccompProfile.Type);
            Assert.All([.. pod.Containers, .. pod.InitContainers ?? []], container =>
            {
                Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
                Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
                Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
                Assert.Null(container.SecurityContext.Capabilities.Add);
                Assert.True(container.Resources.Limits.ContainsKey("memory"));
                Assert.False(container.Resources.Limits.ContainsKey("cpu"));
            });
        });
    }

    [Theory]
    [MemberData(nameof(ValueSets))]
    public async Task The_user_is_that_of_the_image(string valueSet)
    {
        var release = await ChartRenderer.RenderAsync(valueSet);
        var user = release.Pod.SecurityContext;

        Assert.Contains(
            $"USER {user.RunAsUser}:{user.RunAsGroup}",
            await File.ReadAllLinesAsync(Path.Combine(RepositoryRoot.Path, "Dockerfile")));
    }

    [Theory]
    [MemberData(nameof(ValueSets))]
    public async Task The_grace_is_longer_than_preStop_and_drain_together(string valueSet)
    {
        var release = await ChartRenderer.RenderAsync(valueSet);
        var preStop = TimeSpan.FromSeconds(release.Container.Lifecycle?.PreStop.Sleep.Seconds ?? 0);
        var window = TimeSpan.Parse(release.Settings.Data["MarketGateway__Drain__Window"]);
        var hardStop = TimeSpan.Parse(release.Settings.Data["MarketGateway__Drain__HardStop"]);

        Assert.True(hardStop > window);
        Assert.True(TimeSpan.FromSeconds(release.Pod.TerminationGracePeriodSeconds!.Value) > preStop + hardStop);
    }

    /// <summary>Kubernetes before 1.34 refuses a sleep of 0 seconds.</summary>
    [Theory]
    [MemberData(nameof(ValueSets))]
    public async Task A_sleep_before_the_end_is_never_one_of_no_time(string valueSet)
    {
        var release = await ChartRenderer.RenderAsync(valueSet);
        var drain = Chart.Values(Chart.ValueSet(valueSet)).GetProperty("drain");

        Assert.Equal(drain.GetProperty("preStopSeconds").GetInt32(), release.Container.Lifecycle?.PreStop.Sleep.Seconds ?? 0);
        Assert.NotEqual(0, release.Container.Lifecycle?.PreStop.Sleep.Seconds);
    }

    [Theory]
    [MemberData(nameof(ValueSets))]
    public async Task A_rollout_has_not_failed_while_a_replica_may_still_start(string valueSet)
    {
        var deployment = (await ChartRenderer.RenderAsync(valueSet)).Deployment;
        var probe = deployment.Spec.Template.Spec.Containers.Single(container => container.Name == "gateway").StartupProbe;

        Assert.True(
            deployment.Spec.ProgressDeadlineSeconds
                > (probe.FailureThreshold * probe.PeriodSeconds) + deployment.Spec.MinReadySeconds);
    }

    [Fact]
    public async Task More_containers_volumes_and_mounts_stand_beside_those_of_the_chart()
    {
        var release = await ChartRenderer.RenderAsync("production");

        Assert.Equal(["gateway", "proxy"], release.Pod.Containers.Select(container => container.Name));
        Assert.Equal(["wait"], release.Pod.InitContainers.Select(container => container.Name));
        Assert.Equal(["kafka-tls", "proxy-config"], release.Pod.Volumes.Select(volume => volume.Name));
        Assert.Equal(["kafka-tls", "proxy-config"], release.Container.VolumeMounts.Select(mount => mount.Name));
    }

    [Theory]
    [MemberData(nameof(ValueSets))]
    public async Task A_replica_is_given_up_only_after_the_time_to_start(string valueSet)
    {
        var probe = (await ChartRenderer.RenderAsync(valueSet)).Container.StartupProbe;
        var startup = Chart.Values(Chart.ValueSet(valueSet)).GetProperty("startup");

        Assert.True(probe.FailureThreshold * probe.PeriodSeconds >= startup.GetProperty("secondsMax").GetInt32());
    }

    [Theory]
    [MemberData(nameof(ValueSets))]
    public async Task A_replica_restarts_when_a_setting_changes(string valueSet)
    {
        const string Checksum = "checksum/settings";
        var before = await ChartRenderer.RenderAsync(valueSet);
        var other = await ChartRenderer.RenderAsync(valueSet == "minimal" ? "production" : "minimal");

        Assert.Matches("^[0-9a-f]{64}$", before.Deployment.Spec.Template.Metadata.Annotations[Checksum]);
        Assert.Equal(
            before.Settings.Data.SequenceEqual(other.Settings.Data),
            before.Deployment.Spec.Template.Metadata.Annotations[Checksum]
                == other.Deployment.Spec.Template.Metadata.Annotations[Checksum]);
    }

    [Theory]
    [MemberData(nameof(ValueSets))]
    public async Task Files_that_settings_name_are_mounted_from_the_secret(string valueSet)
    {
        var release = await ChartRenderer.RenderAsync(valueSet);
        var files = release.Settings.Data.Where(setting => setting.Key.EndsWith(".location", StringComparison.Ordinal));

        Assert.All(files, file =>
        {
            var mount = Assert.Single(
                release.Container.VolumeMounts,
                candidate => file.Value.StartsWith(candidate.MountPath + "/", StringComparison.Ordinal));
            Assert.True(mount.ReadOnlyProperty);
            Assert.NotEmpty(Assert.Single(release.Pod.Volumes, volume => volume.Name == mount.Name).Secret.SecretName);
        });
    }
}
