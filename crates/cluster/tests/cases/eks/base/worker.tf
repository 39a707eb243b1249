resource "aws_eks_node_group" "worker" {
  cluster_name    = aws_eks_cluster.main.name
  node_group_name = "worker"
  node_role_arn   = aws_iam_role.node.arn
  subnet_ids      = [aws_subnet.a.id, aws_subnet.b.id]
  instance_types  = ["m5.large"]
  scaling_config {
    min_size     = 1
    max_size     = 4
    desired_size = 2
  }
  depends_on = [aws_iam_role_policy_attachment.node]
}
