resource "aws_security_group" "node" {
  name   = "node"
  vpc_id = aws_vpc.main.id
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

locals {
  groups = {
    worker  = { type = "m5.large", min = 2, max = 4, labels = { role = "worker" } }
    jenkins = { type = "t3.large", min = 1, max = 2, labels = { role = "jenkins" } }
  }
}

resource "aws_launch_template" "node" {
  for_each               = local.groups
  name                   = "demo-${each.key}"
  instance_type          = each.value.type
  vpc_security_group_ids = [aws_eks_cluster.main.vpc_config[0].cluster_security_group_id, aws_security_group.node.id]
  user_data = base64encode(<<-EOT
    MIME-Version: 1.0
    Content-Type: multipart/mixed; boundary="B"

    --B
    Content-Type: text/x-shellscript; charset="us-ascii"

    #!/bin/bash
    echo "vm.max_map_count=262144" >> /etc/sysctl.conf

    --B--
  EOT
  )

  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      volume_size = 50
      volume_type = "gp3"
    }
  }

  tag_specifications {
    resource_type = "instance"
    tags          = { Name = "demo-${each.key}", team = "platform" }
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_eks_node_group" "node" {
  for_each        = local.groups
  cluster_name    = aws_eks_cluster.main.name
  node_group_name = each.key
  node_role_arn   = aws_iam_role.node.arn
  subnet_ids      = [aws_subnet.a.id, aws_subnet.b.id]
  labels          = each.value.labels
  tags            = { team = "platform" }

  launch_template {
    id      = aws_launch_template.node[each.key].id
    version = aws_launch_template.node[each.key].latest_version
  }

  scaling_config {
    min_size     = each.value.min
    max_size     = each.value.max
    desired_size = each.value.min
  }

  dynamic "taint" {
    for_each = each.key == "jenkins" ? [1] : []
    content {
      key    = "dedicated"
      value  = "jenkins"
      effect = "NO_SCHEDULE"
    }
  }

  depends_on = [aws_iam_role_policy_attachment.node]
}
